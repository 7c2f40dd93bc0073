import { describeConversation } from '../engine/testing/conversation.ts';
import { portPair } from '../engine/testing/port-pair.ts';
import { portPipe } from './port-pipe.ts';

describeConversation('a message port', () => {
  const { near, far, close } = portPair();
  return { asks: portPipe(near), answers: portPipe(far), close };
});
