import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chordOf, chordText, type Pressed } from './chords.ts';

function pressed(key: string, more: Partial<Pressed> = {}): Pressed {
  return { key, code: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more };
}

test('Mod is Ctrl, and Cmd on a Mac', () => {
  assert.equal(chordOf(pressed('k', { ctrlKey: true }), false), 'Mod+k');
  assert.equal(chordOf(pressed('k', { metaKey: true }), true), 'Mod+k');
  assert.equal(chordOf(pressed('k', { ctrlKey: true }), true), 'Meta+k');
});

test('Shift is named with letters and named keys, not where it makes another character', () => {
  assert.equal(chordOf(pressed('N', { shiftKey: true }), false), 'Shift+n');
  assert.equal(chordOf(pressed('ArrowLeft', { shiftKey: true }), false), 'Shift+ArrowLeft');
  assert.equal(chordOf(pressed('?', { shiftKey: true }), false), '?');
  assert.equal(chordOf(pressed('+', { shiftKey: true }), false), '+');
});

test('a letter typed with Caps Lock is the letter', () => {
  assert.equal(chordOf(pressed('N'), false), 'n');
});

test('a keyboard without Latin letters uses the place of the key', () => {
  assert.equal(chordOf(pressed('т', { code: 'KeyN' }), false), 'n');
});

test('AltGr makes characters, not chords', () => {
  const event = pressed('[', { ctrlKey: true, altKey: true, getModifierState: (name) => name === 'AltGraph' });
  assert.equal(chordOf(event, false), '[');
});

test('keys read as a person writes them', () => {
  assert.equal(chordText('Mod+k', false), 'Ctrl+K');
  assert.equal(chordText('Mod+k', true), '⌘K');
  assert.equal(chordText('Shift+ArrowRight', false), 'Shift+→');
  assert.equal(chordText('+', false), '+');
  assert.equal(chordText('Mod+.', false), 'Ctrl+.');
  assert.equal(chordText('constructor', false), 'constructor');
});
