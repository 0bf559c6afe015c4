import { readFileSync, writeFileSync } from 'node:fs';
import { PAGE, redrawn } from './architecture.ts';

writeFileSync(PAGE, redrawn(readFileSync(PAGE, 'utf8')));
