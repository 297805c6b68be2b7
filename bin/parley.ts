// The whole of one stage, in the order of deployment: `cdk deploy --all -c stage=prod`.
import { App, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ChatStack } from '../lib/chat-stack.ts';
import { readConfig } from '../lib/config.ts';
import { DataStack } from '../lib/data-stack.ts';
import { WatchStack } from '../lib/watch-stack.ts';
import { WebStack } from '../lib/web-stack.ts';

const context = {
  // A template that CloudFormation would refuse fails here.
  '@aws-cdk/core:validateAgainstDefaultRules': true,
  // What another stack still uses cannot be deleted.
  '@aws-cdk/core:defaultCrossStackReferences': 'strong',
};
const app = new App({ analyticsReporting: false, context });
const config = readConfig(app.node);
const name = (part: string) => `parley-${config.stage}-${part}`;
const props = { config, terminationProtection: config.keepData };

const data = new DataStack(app, name('data'), { ...props, description: 'Parley: tables and accounts' });
const web = new WebStack(app, name('web'), { ...props, description: 'Parley: the web app' });
const { tables, accounts } = data;
const chat = new ChatStack(app, name('chat'), { ...props, tables, accounts, site: web.site, description: 'Parley: APIs and functions' });
new WatchStack(app, name('watch'), { ...props, watched: chat.watched, description: 'Parley: dashboards and alarms' });

Tags.of(app).add('application', 'parley');
Tags.of(app).add('stage', config.stage);
// The synthesis fails on a finding. What was accepted stands in the templates, each with its reason.
Validations.of(app).addPlugins(new AwsSolutionsChecks(app, { writeSuppressionsToCloudFormation: true }));
app.synth();
