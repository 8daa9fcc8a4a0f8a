import type {
  CareEpisodeResolvers,
  DecidingMunicipalityResolvers,
  LiabilityConditionResolvers,
  LiabilityExceptionResolvers,
  LiabilityJudgementResolvers,
  LiabilityResultResolvers,
  PaymentLiabilityResolvers,
} from '../../generated/resolvers.ts';
import { costOfDays } from '../cost.ts';
import { explain, explainJudgement } from '../explanation.ts';
import { paymentLiability as liabilityNow } from '../payment.ts';

export const paymentLiability: NonNullable<CareEpisodeResolvers['paymentLiability']> = async (
  { id, state },
  _args,
  { liabilityOf, now },
) => {
  const known = await liabilityOf.load(id);
  return known && liabilityNow(known, state === 'DISCHARGE_READY', now());
};

export const PaymentLiability: PaymentLiabilityResolvers = {
  current: ({ judgements }) => judgements[0],
  earlier: ({ judgements }) => judgements.slice(1),
  results: ({ known }) => [...known.results],
  exceptions: ({ known }) => [...known.exceptions],
  decidingMunicipality: ({ known: { decision } }) =>
    decision?.municipalityCode ? { ...decision, municipalityCode: decision.municipalityCode } : null,
  decidingMunicipalityVersion: ({ known }) => known.decisionVersion,
};

export const LiabilityJudgement: LiabilityJudgementResolvers = {
  reasons: ({ reasons }) => [...reasons],
  explanation: (judgement) => explainJudgement(judgement),
  conditions: ({ conditions }) => [...conditions],
  liableMunicipalityCode: ({ party }) => (party.kind === 'MUNICIPALITY' ? party.municipalityCode : null),
  liableMunicipalityBasis: ({ party }) => (party.kind === 'MUNICIPALITY' ? party.basis : null),
  notice: async ({ episodeId, notice }, _args, { messagesOf }) =>
    (await messagesOf.load(episodeId)).find(({ id }) => id === notice?.messageId) ?? null,
  noticeAt: ({ notice }) => notice?.sentAt ?? null,
  interruptedAt: ({ notice }) => notice?.interruptedAt ?? null,
  payableOn: ({ careDays }) => [...careDays],
};

export const LiabilityCondition: LiabilityConditionResolvers = {
  explanation: ({ reason }) => reason && explain(reason),
  evidence: ({ evidence }) => [...evidence],
};

export const LiabilityException: LiabilityExceptionResolvers = {
  recordedBy: ({ recordedByUserId: id }) => ({ id }),
};

export const DecidingMunicipality: DecidingMunicipalityResolvers = {
  recordedBy: ({ recordedByUserId: id }) => ({ id }),
};

export const LiabilityResult: LiabilityResultResolvers = {
  reasons: ({ reasons }) => [...reasons],
  cost: ({ days }) => costOfDays(days),
  recordedBy: ({ recordedByUserId: id }) => ({ id }),
};
