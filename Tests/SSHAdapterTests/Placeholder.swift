// Tests of SSHAdapter.
