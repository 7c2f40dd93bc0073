import { pipePair } from '../model/link.ts';
import { describeConversation } from '../testing/conversation.ts';

describeConversation('a pair in one process', () => {
  const [asks, answers, close] = pipePair();
  return { asks, answers, close };
});
