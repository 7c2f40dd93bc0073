// `npm run pictures`: takes the pictures of the README anew, of the built program. With GALLERY=FOLDER it takes every
// state in both themes and three sizes into that folder, for looking at.
import { defineConfig } from '@playwright/test';
import stories, { type HostOptions } from './playwright.config.ts';

const themes = ['dark', 'light'] as const;
const sizes = [
  { width: 1024, height: 700 },
  { width: 1440, height: 900 },
  { width: 2560, height: 1440 },
];
const ofReadme = sizes.slice(1, 2);

const projects = themes.flatMap((colorScheme) =>
  (process.env['GALLERY'] === undefined ? ofReadme : sizes).map((viewport) => ({
    name: `${colorScheme} ${viewport.width}`,
    use: { host: 'loopback' as const, viewport, colorScheme, contextOptions: { reducedMotion: 'reduce' as const } },
  })),
);

export default defineConfig<HostOptions>({ ...stories, testMatch: '**/*.picture.ts', projects });
