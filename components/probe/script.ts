/** Exit codes of the probe's container. */
export const ProbeExit = {
  /** What was expected was seen. */
  proven: 0,
  /** It connected and must not. */
  connected: 10,
  /** It timed out and must connect. */
  timedOut: 11,
  /** The name could not be resolved. */
  unresolved: 12,
  /** The connection failed in another way than by a timeout: refused, unreachable. */
  otherFailure: 13,
  /** The pod is bound and must not be. */
  wrongInterface: 14,
} as const;

/**
 * The probe, for bash. It resolves the name, then tries three times to open a TCP connection for 5 s each; `timeout` ends
 * with 124 only where it had to end the attempt. A pod that must time out has no branch interface: the annotation that the
 * VPC resource controller sets is empty. Of one that must connect this is only told, since the kubelet may have read the
 * pod before the annotation was there; that it connects is the proof.
 */
export const probeScript = `set -u
say() { echo "probe: $*"; }
if [ "$EXPECT" = times-out ] && [ -n "$BRANCH_INTERFACE" ]; then
  say "this pod has a branch interface and must not"; exit ${ProbeExit.wrongInterface}
fi
ip=$(getent ahostsv4 "$ADDRESS")
ip=\${ip%% *}
if [ -z "$ip" ]; then say "cannot resolve $ADDRESS"; exit ${ProbeExit.unresolved}; fi
say "$ADDRESS is $ip; branch interface: \${BRANCH_INTERFACE:-none seen}"
for attempt in 1 2 3; do
  timeout 5 bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$ip" "$PORT"
  result=$?
  say "attempt $attempt on port $PORT ended with $result"
  if [ $result -eq 0 ]; then
    if [ "$EXPECT" = connects ]; then say "connected, as it should"; exit ${ProbeExit.proven}; fi
    say "connected and must not"; exit ${ProbeExit.connected}
  fi
  if [ $result -ne 124 ]; then say "failed, but not by a timeout"; exit ${ProbeExit.otherFailure}; fi
done
if [ "$EXPECT" = times-out ]; then say "timed out each time, as it should"; exit ${ProbeExit.proven}; fi
say "timed out and must connect"; exit ${ProbeExit.timedOut}
`;
