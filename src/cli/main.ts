#!/usr/bin/env node
import { createRequire } from 'node:module';
import { Command, InvalidArgumentError, Option } from 'commander';
import { Problem } from '../problem/problem.ts';
import { isOutOfFiles, openFileLimit, outOfFiles, refuseNoFiles } from '../process/out-of-files.ts';
import { learnOwnSecrets } from '../run/profile-secrets.ts';
import { surviveClosedPipes } from './closed-pipe.ts';
import { emulateHelp } from './emulate-help.ts';
import { refuseOldNode } from './old-node.ts';
import { guardTerminal } from './terminal.ts';
import { disableAllocationSitePretenuring } from './v8-flags.ts';

disableAllocationSitePretenuring();
surviveClosedPipes();
learnOwnSecrets(process.env);
guardTerminal();

// Commands are imported when used: the AWS SDK alone takes 0.1 s to load.

// oxlint-disable-next-line no-unsafe-type-assertion -- the package's own manifest
const { version, engines } = createRequire(import.meta.url)('../../package.json') as {
  version: string;
  engines: { node: string };
};

/** Read before further files are opened. */
const fileLimit = openFileLimit();

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value)) throw new InvalidArgumentError('It must be a whole number.');
  return value;
}

function oneOrMore(text: string): number {
  const value = wholeNumber(text);
  if (value < 1) throw new InvalidArgumentError('It must be 1 or more.');
  return value;
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError('It must be above 0.');
  return value;
}

function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

function dollars(text: string): number {
  const value = Number(text.replace(/^\$/, ''));
  if (!Number.isFinite(value) || value < 0) {
    throw new InvalidArgumentError('It must be US dollars, such as 88 or 88.50.');
  }
  return value;
}

function port(text: string): number {
  const value = wholeNumber(text);
  if (value < 0 || value > 65_535) {
    throw new InvalidArgumentError('It must be a port: 0 (any free one) to 65535.');
  }
  return value;
}

const program = new Command('proofload')
  .description('Proves whether a GenAI endpoint answers fast, well and cheaply enough.')
  .version(version)
  .configureHelp({ sortSubcommands: false, showGlobalOptions: true })
  .showHelpAfterError('Run proofload --help for the commands, proofload <command> --help for one.')
  .exitOverride();

program
  .command('run')
  .description('run a scenario: load, measure, price, judge, report')
  .argument('<scenario>', 'a .ts, .yaml or .json file')
  .option('--endpoint <where>', 'emulator, live or a URL, over the scenario’s own')
  .option('--seed <number>', 'over the scenario’s own', wholeNumber)
  .option('--ca <file>', 'trust these authorities too (PEM), over the scenario’s own ca')
  .option('--workers <number>', 'processes that share the load, a core each', oneOrMore, 1)
  .option('--out <folder>', 'where run directories go', 'reports')
  .option('--require-valid', 'exit 98 unless the measurement is valid')
  .option('--no-answers', 'do not keep the answers’ text')
  .option('--json', 'print the result as JSON on stdout, nothing else')
  .option('--quiet', 'no progress, only the summary')
  .action(async (scenario: string, options) => {
    const { runVerb } = await import('./run.ts');
    process.exitCode = await runVerb(scenario, options);
  });

program
  .command('worker', { hidden: true })
  .description('put one shard of a run on, for the run that started this process')
  .argument('<task>')
  .action(async (task: string) => {
    const { runShard } = await import('../run/workers/shard-worker.ts');
    process.exitCode = await runShard(task);
  });

program
  .command('emulate')
  .description('serve the protocols of Bedrock, SageMaker, OpenAI and others on one local port')
  .addHelpText('after', emulateHelp)
  .option('--port <number>', '0 for a free one', port, 4010)
  .option('--host <address>', 'the address to listen on', '127.0.0.1')
  .option('--scenario <file>', 'take profiles, quotas and faults from a scenario')
  .addOption(new Option('--embedded', 'take the settings from the parent process').hideHelp())
  .option('--profile <on=name>', 'how a model, endpoint or path behaves (repeatable)', collect)
  .option('--quota <members>', 'on=model,tokensPerMinute=20000,… (repeatable)', collect)
  .option('--guardrail <words>', 'gr-1=password,secret,…: words it denies (repeatable)', collect)
  .option('--fault <members>', 'kind=throttle,probability=0.1,… (repeatable)', collect)
  .option('--bucket <name=folder>', 'fill a bucket of S3 from a folder (repeatable)', collect)
  .option('--iam-policy <file>', 'refuse what this policy (JSON) does not allow')
  .option(
    '--principal-tag <name=value>',
    'a tag of the caller, for that policy (repeatable)',
    collect,
  )
  .option('--verify-signatures', 'refuse what is not signed by a known access key')
  .option('--access-key <id:secret>', 'a key to know, instead of emulated:emulated', collect)
  .option('--seed <number>', 'of latencies and answers', wholeNumber, 1)
  .option('--json', 'print one line of JSON when ready')
  .option('--quiet', 'print nothing')
  .action(async (options) => {
    const { emulateVerb } = await import('./emulate.ts');
    process.exitCode = await emulateVerb(options);
  });

program
  .command('calibrate')
  .description('measure what this machine adds to the times it measures')
  .argument('[scenario]', 'calibrate for its targets, its concurrency and its models’ speed')
  .option('--streams <number>', 'answers in flight at once; 100 by default', oneOrMore)
  .option('--tokens-per-second <number>', 'of each stream; 50 by default', positive)
  .option('--protocol <names>', 'converse-stream, invoke-stream, sagemaker-stream, sse, json')
  .option('--seconds <number>', 'to measure for, each protocol', positive, 3)
  .option('--json', 'print the calibrations as JSON on stdout')
  .action(async (scenario: string | undefined, options) => {
    const { calibrateVerb } = await import('./calibrate.ts');
    process.exitCode = await calibrateVerb(scenario, options);
  });

program
  .command('metronome', { hidden: true })
  .description('serve answers of one token each interval, each telling when it was sent')
  .option('--port <number>', '0 for a free one', port, 0)
  .option('--tokens <number>', 'of each answer, 2 or more', wholeNumber, 50)
  .option('--interval <ms>', 'between tokens', positive, 20)
  .action(async (options) => {
    const { calibrationServerVerb } = await import('./calibration-server.ts');
    process.exitCode = await calibrationServerVerb(options);
  });

program
  .command('report')
  .description('make the reports of a run again, or show what another tool would have printed')
  .argument('<run-dir>')
  .option('--as <tool>', 'vllm, guidellm, aiperf, llmperf, llmeter or genai-bench')
  .option('--json', 'print the result as JSON on stdout')
  .action(async (directory: string, options) => {
    const { reportVerb } = await import('./report.ts');
    process.exitCode = await reportVerb(directory, options);
  });

program
  .command('plan')
  .description('turn a run into rates, quotas, a bill and what to buy')
  .argument('<run-dir>')
  .option('--demand <rate>', 'the traffic to plan for: 50000/day, 2/s', undefined)
  .option('--profile <name>', 'the shape of the day')
  .option('--month-days <days>', 'length of the month that is billed; 365/12 by default', Number)
  .option('--budget <usd>', 'US dollars a month', dollars)
  .option('--unit-price <usd>', 'US dollars an hour of one provisioned unit', dollars)
  .option('--unit-tokens <tpm>', 'tokens a minute one unit handles', wholeNumber)
  .option('--json', 'print the plan as JSON on stdout')
  .action(async (directory: string, options) => {
    const { planVerb } = await import('./plan.ts');
    process.exitCode = await planVerb(directory, options);
  });

program
  .command('fit')
  .description('make a serving profile of a measured run, for the emulator to behave like')
  .argument('<run-dir>')
  .option('--target <name>', 'which of the run’s targets')
  .addOption(
    new Option('--mode <mode>', 'pooled: our load does not slow it; engine: it does').choices([
      'pooled',
      'engine',
    ]),
  )
  .option('--out <file>', 'where the profile goes; by default into the run directory')
  .option('--json', 'print the fit as JSON on stdout')
  .action(async (directory: string, options) => {
    const { fitVerb } = await import('./fit.ts');
    process.exitCode = await fitVerb(directory, options);
  });

program
  .command('doctor')
  .description(
    'look at what a run will need: files, prices, credentials, quotas, each target; change nothing',
  )
  .argument('<scenario>', 'a .ts, .yaml or .json file')
  .option('--endpoint <where>', 'emulator, live or a URL, over the scenario’s own')
  .option('--ca <file>', 'trust these authorities too (PEM), over the scenario’s own ca')
  .option('--iam', 'print the least IAM policy the scenario needs, and ask nothing')
  .option('--account <id>', 'the AWS account in that policy; AWS_ACCOUNT_ID by default')
  .option('--json', 'print the findings as JSON on stdout')
  .action(async (scenario: string, options) => {
    const { doctorVerb } = await import('./doctor.ts');
    process.exitCode = await doctorVerb(scenario, options);
  });

program
  .command('schema')
  .description('print the JSON Schema of a scenario file, for editors')
  .option('--markdown', 'print the reference of all settings instead, for readers')
  .action(async (options) => {
    const { scenarioJsonSchema } = await import('../scenario/json-schema.ts');
    const schema = scenarioJsonSchema();
    if (options.markdown === true) {
      const { referencePage } = await import('../scenario/reference-page.ts');
      process.stdout.write(referencePage(schema));
      return;
    }
    process.stdout.write(`${JSON.stringify(schema, undefined, 2)}\n`);
  });

try {
  refuseOldNode(process.versions.node, engines.node);
  refuseNoFiles(fileLimit);
  await program.parseAsync();
} catch (error) {
  process.exitCode = explain(error);
}

/**
 * Prints an error on stderr and returns the exit code: 104 for a user error, 107 for a defect of
 * ours.
 */
function explain(thrown: unknown): number {
  const error = isOutOfFiles(thrown) ? outOfFiles(thrown, fileLimit) : thrown;
  if (error instanceof Problem) {
    // Indents continuation lines, so that text from a row or reply does not look like a line of
    // ours.
    process.stderr.write(`proofload: ${error.message.replace(/\n/g, '\n  ')}\n`);
    return 104;
  }
  if (error instanceof Error && 'exitCode' in error) return error.exitCode === 0 ? 0 : 104;
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`proofload: a defect of proofload itself, please report it.\n${stack}\n`);
  return 107;
}
