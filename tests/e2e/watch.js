// Collects what a page must never do: break its content security policy, or let an error go uncaught.
if (!window.offences) {
  const offences = (window.offences = []);
  const note = (kind, what) => offences.push(`${kind}: ${what}`);
  document.addEventListener('securitypolicyviolation', (event) =>
    note('CSP', `${event.effectiveDirective} refused ${event.blockedURI || 'inline'} (${event.sourceFile}:${event.lineNumber})`),
  );
  // Also what happened before this script ran.
  new ReportingObserver(
    (reports) => reports.forEach(({ body }) => note('CSP', `${body.effectiveDirective} refused ${body.blockedURL}`)),
    { types: ['csp-violation'], buffered: true },
  ).observe();
  addEventListener('error', (event) => note('error', event.message || `${event.target.tagName} did not load`), true);
  addEventListener('unhandledrejection', (event) => note('rejection', event.reason?.message ?? String(event.reason)));
  const { error } = console;
  console.error = (...values) => {
    note('console.error', values.map(String).join(' '));
    error.apply(console, values);
  };
}
