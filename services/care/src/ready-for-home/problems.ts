export { type ChangedMeanwhile, changedMeanwhile } from '@samplan/kit/problem';
