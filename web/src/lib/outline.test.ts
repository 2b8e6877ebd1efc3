import { describe, expect, it } from 'vitest';

import schema from '../../../config/schema/workflow.schema.json?raw';
import onboarding from '../../../config/templates/customer-onboarding.yaml?raw';
import { after, before, outline, sourceOf, startsOn, takes, verbs } from './outline';

const text = onboarding;

/** A step has exactly one of these keys, as the schema of a workflow says. */
const verbsOfSchema = (JSON.parse(schema) as { $defs: { step: { oneOf: { required: string[] }[] } } }).$defs.step.oneOf
  .flatMap((one) => one.required)
  .sort();

it('knows each verb of the schema', () => {
  expect(verbsOfSchema).toContain('sleep');
  expect([...verbs].sort()).toEqual(verbsOfSchema);
});

describe('the outline of a template', () => {
  const made = outline(text);

  it('has triggers and steps', () => {
    expect(made.name).toBe('customer-onboarding');
    expect(made.triggers[0]).toMatchObject({ event: 'crm.opportunity.updated', from: 'salesforce' });
    expect(made.steps.map((step) => [step.name, step.verb, step.about])).toEqual([
      ['project', 'do', 'asana.create_project'],
      ['welcome', 'do', 'hubspot.send_email'],
      ['ticket', 'do', 'jira.create_issue'],
      ['site_ready', 'wait', 'ticket.updated'],
      ['legal', 'approve', 'legal'],
      ['launch', 'do', 'google_ads.set_campaign_status'],
    ]);
    expect(made.steps[5]?.gate).toContain('inputs.region != "APAC"');
    expect(text.split('\n')[(made.steps[2]?.line ?? 0) - 1]).toBe('  ticket:');
  });

  it('knows what comes before and after', () => {
    expect([...before(made.steps, 'site_ready')].sort()).toEqual(['project', 'ticket']);
    expect(after(made.steps, 'ticket')).toEqual(['site_ready', 'launch']);
  });

  it('says where a value comes from', () => {
    expect(sourceOf('${trigger.data.contact.email}').kind).toBe('event');
    expect(sourceOf({ a: 'x ${steps.project.output.id}' })).toEqual({ kind: 'step', name: 'project' });
    expect(sourceOf('WEB').kind).toBe('written');
  });

  it('says what a step waits for and what it runs', () => {
    const made = outline(
      'steps:\n  a: { wait: { any: { x: { event: paid }, y: { event: lost } } } }\n  b: { run: site-build@3 }\n',
    );
    expect(made.steps.map((step) => [step.verb, step.about])).toEqual([
      ['wait', 'paid, lost'],
      ['run', 'site-build@3'],
    ]);
  });

  it('has the steps of on_failure last', () => {
    const made = outline(
      'on_failure:\n  undo: true\n  steps:\n    tell: { do: slack.post }\nsteps:\n  a: { do: x.y }\n',
    );
    expect(made.steps.map((step) => [step.name, step.onFailure, step.line])).toEqual([
      ['a', false, 6],
      ['tell', true, 4],
    ]);
  });

  it('says what starts it, of every kind', () => {
    const { triggers } = outline(
      'on:\n  - event: a.b\n  - schedule: { cron: "0 9 * * 1" }\n  - window: { event: c.d }\n  - window: { sequence: [{ event: e.f }] }\n  - threshold: { event: g.h }\n',
    );
    expect(startsOn(triggers)).toBe('a.b, 0 9 * * 1, c.d, e.f, g.h');
  });

  it('bears circles and nonsense', () => {
    const odd = outline('steps:\n  a: { needs: b }\n  b: { needs: a }\n  c: 5\n');
    expect([...before(odd.steps, 'a')].sort()).toEqual(['a', 'b']);
    expect(outline('- 1').steps).toEqual([]);
  });

  it('matches types by segment', () => {
    expect(takes('crm.*.updated', 'crm.lead.updated')).toBe(true);
    expect(takes('crm.*', 'crm.lead.updated')).toBe(false);
  });
});
