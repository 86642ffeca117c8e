/** The head of `/openapi.json`. */
export const openApiInfo = {
  openapi: '3.1.0',
  info: {
    title: 'Tower',
    version: '0.1.0',
    description:
      'Tower decides, for every member, which notifications to send, on which channel and when, and can say why. ' +
      'JSON in and out, times as RFC 3339, errors as RFC 9457 problem details. Beside the problems that a call lists, ' +
      'every path answers 405 to a method that it does not take, with those that it takes in `Allow`, and 500 when ' +
      'something broke here.',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
};
