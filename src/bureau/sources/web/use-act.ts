import { useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { ApiError } from '../../../web/client/call.ts';

export type Act = (work: () => Promise<unknown>, told?: string) => Promise<void>;

/** Runs an act of the page, tells how it went, with what to do about it, and reads the page anew. */
export function useAct(): Act {
  const client = useQueryClient();
  const { message } = App.useApp();
  return async (work, told) => {
    try {
      await work();
      if (told) message.success(told);
    } catch (error) {
      const remedy = error instanceof ApiError ? error.remedy : '';
      message.error(`${(error as Error).message} ${remedy}`.trim(), 8);
    }
    await client.invalidateQueries();
  };
}
