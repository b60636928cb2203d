import { enhance as send, type SubmitFunction } from '$app/forms';

const line = $state({ lost: false });

/** Whether the last form that was sent came to nobody's ears: `NotSent` says so. */
export const wasLost = () => line.lost;
/** What was not sent belongs to the page that was left. */
export function forgetLost(): void {
  line.lost = false;
}

type Data = Record<string, unknown> | undefined;

/**
 * A form sent by script, like `enhance` of the framework; but where no answer comes the page stays with everything typed, which
 * the framework would replace by an error page. A callback is told then too, with an `update` that does nothing.
 */
export function enhance<Success extends Data, Failure extends Data>(form: HTMLFormElement, submit?: SubmitFunction<Success, Failure>) {
  return send<Success, Failure>(form, async (input) => {
    const answered = await submit?.(input);
    return async (answer) => {
      const { result } = answer;
      // An answer has a status of its own; what refuses before the page is asked tells it in the error.
      line.lost = result.type === 'error' && result.status === undefined && (result.error?.status ?? 500) >= 500;
      if (line.lost) await answered?.({ ...answer, update: async () => {} });
      else await (answered ? answered(answer) : answer.update());
    };
  });
}
