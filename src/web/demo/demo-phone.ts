/** The `app` of the phones that the people of the demo world have: they are rung like any other, and nobody hears it. */
export const DEMO_PHONE = 'demo-phone';
