"""What the Pod Security Standard `restricted`, with `baseline` in it, holds against a pod: written from its text."""

VOLUMES = {"configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"}
SYSCTLS = {"kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_unprivileged_port_start",
           "net.ipv4.tcp_syncookies", "net.ipv4.ping_group_range", "net.ipv4.ip_local_reserved_ports",
           "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl",
           "net.ipv4.tcp_keepalive_probes"}
SELINUX = {"", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"}


def violations(pod):
    """One line for each, which starts with the container's name where it is a container's."""
    shared = pod.get("securityContext") or {}
    found = [f"the pod: {field}" for field in ("hostNetwork", "hostPID", "hostIPC") if pod.get(field)]
    for volume in pod.get("volumes") or []:
        kinds = volume.keys() - {"name"}
        if not kinds <= VOLUMES:
            found.append(f'the pod: volume {volume["name"]} is of type {", ".join(kinds)}')
    for sysctl in shared.get("sysctls") or []:
        if sysctl["name"] not in SYSCTLS:
            found.append(f'the pod: sysctl {sysctl["name"]}')
    found += [f"the pod: {line}" for line in of_context(shared)]
    for container in (pod.get("initContainers") or []) + pod["containers"]:
        found += [f'{container["name"]}: {line}' for line in of_container(container, shared)]
    return found


def of_context(context):
    """What a securityContext mustn't say, a pod's or a container's."""
    if (context.get("windowsOptions") or {}).get("hostProcess"):
        yield "hostProcess"
    linux = context.get("seLinuxOptions") or {}
    if linux.get("type", "") not in SELINUX or linux.get("user") or linux.get("role"):
        yield "seLinuxOptions"
    if (context.get("appArmorProfile") or {}).get("type", "RuntimeDefault") not in ("RuntimeDefault", "Localhost"):
        yield "appArmorProfile"
    if context.get("runAsUser") == 0:
        yield "runAsUser is 0"
    if (context.get("seccompProfile") or {}).get("type") == "Unconfined":
        yield "seccompProfile is Unconfined"


def of_container(container, shared):
    own = container.get("securityContext") or {}
    yield from of_context(own)
    if own.get("privileged"):
        yield "privileged"
    if own.get("allowPrivilegeEscalation") is not False:
        yield "allowPrivilegeEscalation isn't false"
    if own.get("runAsNonRoot", shared.get("runAsNonRoot")) is not True:
        yield "runAsNonRoot isn't true"
    if not (own.get("seccompProfile") or shared.get("seccompProfile")):
        yield "no seccompProfile"
    capabilities = own.get("capabilities") or {}
    if "ALL" not in (capabilities.get("drop") or []):
        yield "capabilities aren't dropped"
    if not set(capabilities.get("add") or []) <= {"NET_BIND_SERVICE"}:
        yield "capabilities are added"
    if own.get("procMount", "Default") != "Default":
        yield "procMount"
    for port in container.get("ports") or []:
        if port.get("hostPort"):
            yield "hostPort"
