import type { TeamView } from './team-view.js';

/** Team A works with pictures. */
export const withImage: TeamView = {
  team: 'team_a',
  suffix: '_with_image',
  description: 'Products that have a picture.',
  rows: "image IS NOT NULL AND image != ''",
};
