/** The head of `/openapi.json`. */
export const openApiInfo = {
  openapi: '3.1.0',
  info: {
    title: 'Tower',
    version: '0.1.0',
    description:
      'Tower decides, for every member, which notifications to send, on which channel and when, and can say why. ' +
      'JSON in and out, times as RFC 3339, errors as RFC 9457 problem details.',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
};
