import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { AssetHashType, DockerImage, Stack, type StackProps } from 'aws-cdk-lib';
import { type ISource, Source } from 'aws-cdk-lib/aws-s3-deployment';
import type { Construct } from 'constructs';
import type { StageConfig } from './config.ts';
import { Site } from './constructs/site.ts';
import { SiteFiles } from './constructs/site-files.ts';

const root = join(import.meta.dirname, '..');

export interface WebStackProps extends StackProps {
  readonly config: StageConfig;
}

/** The web app. It knows nothing of the APIs; the chat stack adds the config.json that tells it. */
export class WebStack extends Stack {
  readonly site: Site;

  constructor(scope: Construct, id: string, { config, ...props }: WebStackProps) {
    super(scope, id, props);
    this.site = new Site(this, 'Site', { config });
    if (config.web) new SiteFiles(this, 'App', { config, bucket: this.site.bucket, source: app(), hashedFolder: 'assets' });
  }
}

const app = (): ISource =>
  Source.asset(join(root, 'web'), {
    exclude: ['node_modules', 'dist'],
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry('never-used'),
      local: {
        tryBundle: (outputFolder) => {
          const build = ['run', 'build', '--workspace', 'web', '--', '--outDir', outputFolder, '--emptyOutDir'];
          // What it prints goes to stderr: stdout belongs to whoever reads the synthesized template.
          execFileSync('npm', build, { cwd: root, stdio: ['ignore', process.stderr, 'inherit'] });
          return true;
        },
      },
    },
  });
