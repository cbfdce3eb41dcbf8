import type { Problem } from '../backend/problem';

/**
 * The program names the chosen file first and its folder, or a file beside it, again: once is enough to read.
 * What has another form stays as it is.
 */
export function withPathOnce(problem: Problem): Problem {
  const [, file = '', rest = ''] = /^(.+?): (.+)$/s.exec(problem.message) ?? [];
  const folder = file.replace(/[/\\][^/\\]*$/, '');
  if (problem.code !== 'not_exported' || folder === '') return problem;
  const reason = rest
    .replace(/ at path "[^"]*"/, '')
    .replace(`no folder ${folder}`, 'no such folder')
    .replace(`made in ${folder}`, 'made there');
  return { ...problem, message: `${file}: ${reason}` };
}
