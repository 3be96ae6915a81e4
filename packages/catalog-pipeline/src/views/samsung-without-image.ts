import type { TeamView } from './team-view.js';

/** Team B asks Samsung for the pictures that are missing, of products released after 2000. */
export const samsungWithoutImage: TeamView = {
  team: 'team_b',
  suffix: '_samsung_without_image',
  description: 'Samsung products released after 2000 that have no picture.',
  rows: "brand = 'Samsung' AND year_release > 2000 AND (image IS NULL OR image = '')",
};
