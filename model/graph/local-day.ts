/** The day of a moment where this machine is, `YYYY-MM-DD`: a lab's last day ends at midnight there, not in Greenwich. */
export function localDay(moment: Date): string {
  const [month, day] = [moment.getMonth() + 1, moment.getDate()].map((part) => String(part).padStart(2, "0"));
  return `${moment.getFullYear()}-${month}-${day}`;
}
