import type { Principal } from '../../../kernel/index.ts';
import type { DutyParts } from '../duty/dependencies.ts';
import type { SchedulePreview } from '../duty/schema.ts';
import { scheduleWords } from '../duty/words.ts';
import { fullSchedule, nextDue, scheduleProblem } from './schedule.ts';
import type { Schedule } from './schema.ts';

const shown = 5;

/** Tells what a schedule means before it is kept, by the cadence of the dataset where it leaves the time to its standard. */
export function createSchedulePreview({ catalogue, access, clock }: DutyParts) {
  return async function preview(
    principal: Principal,
    { schedule, dataset }: { schedule: Schedule; dataset?: string },
  ): Promise<SchedulePreview> {
    access.require(principal, 'source:edit', { id: 'new', owner: principal.organisation });
    const problem = scheduleProblem(schedule);
    const found = dataset ? await catalogue.find(dataset) : null;
    const known = found && access.decide(principal, 'dataset:discover', found).allowed ? found : null;
    const full = problem ? null : fullSchedule(schedule, known?.cadence ?? null);
    const next: string[] = [];
    let due = full && nextDue(full, clock.now());
    while (full && due && next.length < shown) {
      next.push(due.toISOString());
      due = nextDue(full, due);
    }
    return { when: scheduleWords(full), next, problem };
  };
}
