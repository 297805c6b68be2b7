// What a function says about itself: structured logs, and metrics by way of them (EMF). Never what people wrote, nor a token or a ticket.
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Meter } from '../domain/ports.ts';
import { type FunctionName, metricsNamespace } from './env.ts';

/** The one dimension of all metrics, `service`: a metric costs the same for each function that writes it, and nobody asks which one did. */
export const SERVICE = 'chat';

export interface Observer {
  logger: Logger;
  meter: Meter;
  /** Writes out the metrics of an invocation. Call it once at the end of each. */
  flush(): void;
}

export const openObserver = (serviceName: FunctionName): Observer => {
  const logger = new Logger({ serviceName });
  const metrics = new Metrics({ namespace: metricsNamespace(), serviceName: SERVICE });
  // There is one observer in each execution environment, from its first invocation on.
  metrics.addMetric('ColdStart', MetricUnit.Count, 1);
  return {
    logger,
    meter: {
      count: (name, value) => metrics.addMetric(name, MetricUnit.Count, value),
      time: (name, value) => metrics.addMetric(name, MetricUnit.Milliseconds, value),
      level: (name, value) => metrics.addMetric(name, MetricUnit.NoUnit, value),
    },
    flush: () => {
      if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
    },
  };
};
