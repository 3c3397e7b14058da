/** Type token of a component: the same in this program and where the package is used from another language. */
export function token(component: string): string {
  return `pod-security-groups:index:${component}`;
}
