#!/usr/bin/env python3
"""manifests.py FOLDER COUNT: writes COUNT Kubernetes manifests as a team's repository has them, and lists on stdout the
Secrets to seal among them, a line each: the file to write, its namespace, its name.

Of 20 files of an app two are sealed (a manifest, and a raw file for kustomize), three are workloads (of which one opens
the sealed manifest), the rest is what stands around: Services, ConfigMaps, Ingresses, policies, custom resources. The
same COUNT gives the same bytes.
"""
import os
import random
import sys

folder, count = sys.argv[1], int(sys.argv[2])
chance = random.Random(1)


def word(length):
    return "".join(chance.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(length))


def metadata(name, namespace):
    return f"""metadata:
  name: {name}
  namespace: {namespace}
  labels:
    app.kubernetes.io/name: {name}
    app.kubernetes.io/part-of: {namespace}
    app.kubernetes.io/managed-by: kustomize
  annotations:
    example.com/owner: team-{word(6)}@example.com  # asked first when it breaks
"""


def container(name, env):
    variables = "".join(f"            - name: {key}\n              value: \"{word(12)}\"\n" for key in env)
    return f"""        - name: {name}
          image: registry.example.com/{name}:{chance.randrange(9)}.{chance.randrange(99)}
          ports:
            - containerPort: 8080
              name: http
          env:
{variables}          envFrom:
            - configMapRef: {{name: {name}-config}}
          resources:
            requests: {{cpu: 100m, memory: 128Mi}}
            limits: {{memory: 256Mi}}
          livenessProbe:
            httpGet: {{path: /healthz, port: http}}
            initialDelaySeconds: 5
          readinessProbe:
            httpGet: {{path: /ready, port: http}}
"""


def workload(kind, name, namespace, pod_extra="", container_extra="", init=""):
    env = [word(8).upper() for _ in range(6)]
    return f"""# {name} of {namespace}
apiVersion: apps/v1
kind: {kind}
{metadata(name, namespace)}spec:
  replicas: {chance.randrange(1, 9)}
  selector:
    matchLabels: {{app.kubernetes.io/name: {name}}}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: {name}
    spec:
      serviceAccountName: {name}
      securityContext: {{runAsNonRoot: true, runAsUser: 65532, fsGroup: 65532}}
{init}      containers:
{container(name, env)}{container_extra}{pod_extra}"""


def opener(name, namespace):
    init = f"""      initContainers:
        - name: unseal
          image: registry.example.com/unseal:1
          args: [{name}-secrets, --env, kubernetes, --no-files]
          env:
            - name: SEAL_NAMESPACE
              valueFrom: {{fieldRef: {{fieldPath: metadata.namespace}}}}
          resources: {{limits: {{memory: 20Mi}}}}
          volumeMounts:
            - {{name: seal-sealed, mountPath: /seal/sealed, readOnly: true}}
            - {{name: seal-keys, mountPath: /seal/keys, readOnly: true}}
            - {{name: seal-secrets, mountPath: /seal/secrets}}
"""
    volumes = f"""      volumes:
        - {{name: seal-sealed, configMap: {{name: {name}-secrets}}}}
        - {{name: seal-keys, secret: {{secretName: seal-identity, defaultMode: 292}}}}
        - {{name: seal-secrets, emptyDir: {{medium: Memory, sizeLimit: 1Mi}}}}
"""
    return workload("Deployment", name, namespace, volumes, "", init)


def others_secret(name, namespace):
    volumes = f"""      volumes:
        - name: certificate
          secret: {{secretName: {name}-tls}}
"""
    mount = """          volumeMounts:
            - {name: certificate, mountPath: /tls, readOnly: true}
"""
    return workload("StatefulSet", name, namespace, volumes, mount)


def config_map(name, namespace):
    lines = "".join(f"    {word(7)}.{word(5)}={word(20)}\n" for _ in range(30))
    return f"""apiVersion: v1
kind: ConfigMap
{metadata(name + "-config", namespace)}data:
  LOG_LEVEL: info
  application.properties: |
{lines}"""


def service(name, namespace):
    return f"""apiVersion: v1
kind: Service
{metadata(name, namespace)}spec:
  selector: {{app.kubernetes.io/name: {name}}}
  ports:
    - {{name: http, port: 80, targetPort: http}}
"""


def ingress(name, namespace):
    return f"""apiVersion: networking.k8s.io/v1
kind: Ingress
{metadata(name, namespace)}spec:
  tls:
    - hosts: [{name}.example.com]
      secretName: {name}-tls
  rules:
    - host: {name}.example.com
      http:
        paths:
          - path: /
            pathType: Prefix
            backend: {{service: {{name: {name}, port: {{name: http}}}}}}
"""


def policy(name, namespace):
    peers = "".join(
        f"        - namespaceSelector: {{matchLabels: {{kubernetes.io/metadata.name: {word(9)}}}}}\n" for _ in range(8))
    return f"""apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
{metadata(name, namespace)}spec:
  podSelector: {{matchLabels: {{app.kubernetes.io/name: {name}}}}}
  ingress:
    - from:
{peers}"""


def resource(name, namespace):
    rules = "".join(
        f"""        - alert: {word(12).title()}
          expr: 'sum(rate(http_requests_total{{job="{name}", code=~"5.."}}[5m])) > {chance.randrange(100)}'
          for: 10m
          labels: {{severity: page}}
""" for _ in range(6))
    return f"""apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
{metadata(name, namespace)}spec:
  groups:
    - name: {name}
      rules:
{rules}"""


kinds = [
    ("deployment", opener), ("statefulset", others_secret),
    ("daemonset", lambda name, namespace: workload("DaemonSet", name, namespace)), ("config", config_map),
    ("service", service), ("ingress", ingress), ("policy", policy), ("rules", resource),
]
files, app = 0, 0
while files < count:
    namespace, name = f"team-{app % 40}", f"{word(6)}-{app}"
    place = f"{folder}/{namespace}/{name}"
    os.makedirs(place)
    resources = []
    for index in range(min(20, count - files)):
        if index == 0:
            print(f"{place}/secrets.yaml\t{namespace}\t{name}-secrets")
            resources.append("secrets.yaml")
            continue
        if index == 18:
            print(f"{place}/{name}-database.sealed\t{namespace}\t{name}-database")
            continue
        if index == 19:
            text = f"apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nnamespace: {namespace}\nresources:\n"
            text += "".join(f"  - {resource}\n" for resource in resources)
            text += f"configMapGenerator:\n  - name: {name}-database\n    files: [{name}-database.sealed]\n"
            file = "kustomization.yaml"
        else:
            # Three workloads; of what has no sealed values, some of each.
            kind, make = kinds[index - 1] if index < 4 else kinds[3 + (index - 4) % 5]
            own = name if index < 9 else f"{name}-{index}"
            text, file = make(own, namespace), f"{kind}-{index}.yaml"
            resources.append(file)
        with open(f"{place}/{file}", "w") as out:
            out.write(text)
    files += min(20, count - files)
    app += 1
