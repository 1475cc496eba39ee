// SSHSignatures
