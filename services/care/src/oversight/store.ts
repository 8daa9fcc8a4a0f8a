import type { Overseen } from '@samplan/kit/message/oversight';
import type { OversightStore as Store } from '@samplan/kit/message/oversight-store';
import type { MessageCase } from '../message/store.ts';

/** A message without its content. */
export type OverseenMessage = MessageCase & Overseen;

/** Messages without their content. */
export type OversightStore = Store<OverseenMessage>;
