{{- /* The bytes of sealed/NAME.sealed. Call with (list $ NAME). */}}
{{- define "shop.sealed" -}}
{{- $path := printf "sealed/%s.sealed" (index . 1) -}}
{{- (index . 0).Files.Get $path | required (printf "the chart has no %s" $path) -}}
{{- end }}

{{- /* The name of its ConfigMap: other bytes, another name. */}}
{{- define "shop.configMap" -}}
{{ index . 1 }}-{{ include "shop.sealed" . | sha256sum | trunc 10 }}
{{- end }}

{{- /* What `unseal` accepts under that name: these bytes and no others. */}}
{{- define "shop.pin" -}}
{{ index . 1 }}@sha256:{{ include "shop.sealed" . | sha256sum }}
{{- end }}

{{- define "shop.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "shop.securityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{- /* The container that opens the values; ARGS is what it does with them. Call with (list $ ARGS). */}}
{{- define "shop.unseal" -}}
{{- $root := index . 0 -}}
name: unseal
image: {{ $root.Values.unsealImage }}
args:
{{- range $root.Values.sealed }}
  - {{ include "shop.pin" (list $root .) }}
{{- end }}
{{- range index . 1 }}
  - {{ . }}
{{- end }}
env:
  - name: SEAL_NAMESPACE
    valueFrom: {fieldRef: {fieldPath: metadata.namespace}}
securityContext: {{- include "shop.securityContext" $root | nindent 2 }}
resources:
  requests: {cpu: 10m, memory: 16Mi}
  limits: {memory: 20Mi}
{{- end }}

{{- /* The volume with the sealed files, from the ConfigMaps whose names end in SUFFIX. Call with (list $ SUFFIX). */}}
{{- define "shop.sealedVolume" -}}
{{- $root := index . 0 -}}
{{- $suffix := index . 1 -}}
name: seal-sealed
projected:
  sources:
  {{- range $root.Values.sealed }}
    - configMap: {name: {{ include "shop.configMap" (list $root .) }}{{ $suffix }}}
  {{- end }}
{{- end }}
