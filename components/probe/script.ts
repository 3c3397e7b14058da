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
  /** It timed out and must connect, and no branch interface was seen on the pod. */
  noInterface: 15,
} as const;

/**
 * The probe, for bash. It resolves the name, for which DNS has half a minute, then tries three times to open a TCP connection for 5 s each; `timeout` ends
 * with 124 only where it had to end the attempt. A pod that must time out has no branch interface: the annotation that the
 * VPC resource controller sets is empty. Of one that must connect this is only told, since the kubelet may have read the
 * pod before the annotation was there; that it connects is the proof. The last line says what was seen, and the exit code:
 * Kubernetes hands the end of the log on as the container's termination message.
 */
export const probeScript: string = `set -u
say() { echo "probe: $*"; }
end() { say "$2 (exit $1)"; exit "$1"; }
if [ "$EXPECT" = times-out ] && [ -n "$BRANCH_INTERFACE" ]; then
  end ${ProbeExit.wrongInterface} "this pod has a branch interface and must not"
fi
for look_up in 1 2 3 4 5 6; do
  ip=$(getent ahostsv4 "$ADDRESS")
  ip=\${ip%% *}
  if [ -n "$ip" ]; then break; fi
  if [ $look_up -lt 6 ]; then sleep 5; fi
done
if [ -z "$ip" ]; then end ${ProbeExit.unresolved} "cannot resolve $ADDRESS"; fi
say "$ADDRESS is $ip; branch interface: \${BRANCH_INTERFACE:-none seen}"
for attempt in 1 2 3; do
  timeout 5 bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$ip" "$PORT"
  result=$?
  say "attempt $attempt on port $PORT ended with $result"
  if [ $result -eq 0 ]; then
    if [ "$EXPECT" = connects ]; then end ${ProbeExit.proven} "connected, as it should"; fi
    end ${ProbeExit.connected} "connected and must not"
  fi
  if [ $result -ne 124 ]; then end ${ProbeExit.otherFailure} "failed, but not by a timeout"; fi
done
if [ "$EXPECT" = times-out ]; then end ${ProbeExit.proven} "timed out each time, as it should"; fi
if [ -z "$BRANCH_INTERFACE" ]; then end ${ProbeExit.noInterface} "timed out and must connect; no branch interface seen"; fi
end ${ProbeExit.timedOut} "timed out and must connect"
`;
