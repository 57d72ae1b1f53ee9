/** Whether a text is a day of the calendar, `YYYY-MM-DD`. */
export function isCalendarDate(text: string): boolean {
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  // V8 reads 2026-02-30 as 2 March.
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
