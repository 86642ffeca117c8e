import { describe, it } from 'vitest';
import { createTower } from '../../src/client/tower.ts';
import { TowerError } from '../../src/client/tower-error.ts';
import { fakeServer, json, problem } from './fake-server.ts';

const event = { id: '1', source: 'app', type: 'post', data: { actor: 'ada' } };
const url = 'http://tower.example/';

describe('createTower', () => {
  it('posts an event with its key and gives the receipt', async ({ expect }) => {
    const server = fakeServer(json({ id: '01', duplicate: false }, 202));
    const tower = createTower({ url, key: 'secret', ...server.options });
    expect(await tower.events.post(event)).toEqual({ id: '01', duplicate: false });
    expect(server.asked).toEqual([
      {
        method: 'POST',
        url: 'http://tower.example/v1/events',
        headers: { accept: 'application/json', authorization: 'Bearer secret', 'content-type': 'application/json' },
        body: JSON.stringify(event),
      },
    ]);
  });

  it('posts many as NDJSON and tells receipts from rejected lines', async ({ expect }) => {
    const errors = [{ path: 'type', message: 'is not registered' }];
    const server = fakeServer(
      json(
        [
          { id: '01', duplicate: true },
          { index: 1, errors },
        ],
        202,
      ),
    );
    const answer = await createTower({ url, key: 'k', ...server.options }).events.postMany([event, event]);
    expect(answer).toEqual({ receipts: [{ id: '01', duplicate: true }], rejected: [{ index: 1, errors }] });
    expect(server.asked[0]?.headers['content-type']).toBe('application/x-ndjson');
    expect(server.asked[0]?.body).toBe(`${JSON.stringify(event)}\n${JSON.stringify(event)}\n`);
  });

  it('encodes ids, so that one with a slash, a question mark or a letter of any script stays one id', async ({
    expect,
  }) => {
    const server = fakeServer(json({}), json({ size: 0, shards: 1 }));
    const tower = createTower({ url, key: 'k', ...server.options });
    await tower.members.get('a/b?c#d %');
    await tower.edges.audience('Ωμέγα');
    expect(server.asked.map((asked) => asked.url)).toEqual([
      'http://tower.example/v1/members/a%2Fb%3Fc%23d%20%25',
      `http://tower.example/v1/nodes/${encodeURIComponent('Ωμέγα')}/audience`,
    ]);
  });

  it('puts, reads and lists models', async ({ expect }) => {
    const stored = { kind: 'logistic', open: { intercept: 0, weights: {} }, defaults: {}, name: 'a/b', version: 1 };
    const versions = { items: [stored], next: null };
    const server = fakeServer(json(stored), json(stored), json(versions), json(versions), json({}), json({}));
    const { models } = createTower({ url, key: 'k', ...server.options });
    const definition = { kind: 'logistic', open: { intercept: 0, weights: {} } } as const;
    expect(await models.put('a/b', definition)).toEqual(stored);
    expect(await models.get('a/b')).toEqual(stored);
    expect(await models.versions('a/b')).toEqual([stored]);
    for await (const model of models.all()) expect(model).toEqual(stored);
    await models.calibration('a/b');
    await models.calibration('a/b', 2);
    expect(server.asked.map(({ method, url: asked, body }) => [method, asked, body])).toEqual([
      ['PUT', 'http://tower.example/v1/models/a%2Fb', JSON.stringify(definition)],
      ['GET', 'http://tower.example/v1/models/a%2Fb', undefined],
      ['GET', 'http://tower.example/v1/models/a%2Fb/versions', undefined],
      ['GET', 'http://tower.example/v1/models', undefined],
      ['GET', 'http://tower.example/v1/models/a%2Fb/calibration', undefined],
      ['GET', 'http://tower.example/v1/models/a%2Fb/calibration?version=2', undefined],
    ]);
  });

  it('reads a list to its end', async ({ expect }) => {
    const server = fakeServer(
      json({ items: [{ id: 'ada' }, { id: 'bob' }], next: 'c+1' }),
      json({ items: [{ id: 'eve' }], next: null }),
    );
    const ids: string[] = [];
    for await (const { id } of createTower({ url, key: 'k', ...server.options }).members.all()) ids.push(id);
    expect(ids).toEqual(['ada', 'bob', 'eve']);
    expect(server.asked[1]?.url).toBe('http://tower.example/v1/members?cursor=c%2B1');
  });

  it('gives the problem of a refusal as one error', async ({ expect }) => {
    const errors = [{ path: 'data.item', message: 'is needed' }];
    const server = fakeServer(json({ type: 'urn:x', title: 'Invalid', status: 400, detail: 'Bad', errors }, 400));
    const refusal = await createTower({ url, key: 'k', ...server.options })
      .events.post(event)
      .catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(TowerError);
    expect(refusal).toMatchObject({ status: 400, type: 'urn:x', title: 'Invalid', detail: 'Bad', errors });
    expect(server.asked).toHaveLength(1);
  });

  it('understands an answer that is no problem document', async ({ expect }) => {
    const server = fakeServer(new Response('<h1>Bad gateway</h1>', { status: 502, statusText: 'Bad Gateway' }));
    await expect(createTower({ url, key: 'k', ...server.options }).stats.read()).rejects.toMatchObject({
      name: 'TowerError',
      status: 502,
      title: 'Bad Gateway',
      detail: '<h1>Bad gateway</h1>',
      errors: [],
    });
  });

  it('waits as long as it is asked to and tries again', async ({ expect }) => {
    const server = fakeServer(
      problem(429, 'slow down', { 'retry-after': '2' }),
      problem(503, 'busy'),
      json({ id: '01', duplicate: false }, 202),
    );
    await createTower({ url, key: 'k', ...server.options }).events.post(event);
    expect(server.waits).toEqual([2_000, 500]);
    expect(server.asked).toHaveLength(3);
  });

  it('repeats an event whose answer was lost, because a repeat has no second effect', async ({ expect }) => {
    const server = fakeServer(new Error('reset'), json({ id: '01', duplicate: true }, 202));
    expect(await createTower({ url, key: 'k', ...server.options }).events.post(event)).toMatchObject({
      duplicate: true,
    });
  });

  it('does not repeat a call that might have had an effect', async ({ expect }) => {
    const server = fakeServer(new Error('reset'));
    const tower = createTower({ url, key: 'k', ...server.options });
    await expect(tower.keys.add({ name: 'app', scopes: ['events'] })).rejects.toMatchObject({ status: 0 });
    expect(server.asked).toHaveLength(1);
  });

  it('gives up after the last try, with what was said then', async ({ expect }) => {
    const server = fakeServer(problem(503, 'first'), problem(503, 'second'));
    const tower = createTower({ url, key: 'k', ...server.options, retry: { tries: 2 } });
    await expect(tower.types.get('post')).rejects.toMatchObject({ status: 503, detail: 'second' });
    expect(server.asked).toHaveLength(2);
  });
});
