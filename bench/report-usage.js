// Loaded into a measured process: writes the peak of its resident memory to a file when it ends.
import { writeFileSync } from 'node:fs';

process.on('exit', () => {
  const peakMegabytes = Math.round(process.resourceUsage().maxRSS / 1024);
  writeFileSync(process.env.USAGE_FILE, JSON.stringify({ peakMegabytes }));
});
