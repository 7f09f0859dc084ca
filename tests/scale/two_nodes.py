"""A Ray cluster of two nodes on this machine, each with a raylet, an object store and processors of its own; it ends when its standard input does.

python two_nodes.py PROCESSORS
"""

from __future__ import annotations

import os
import sys

os.environ |= {"RAY_USAGE_STATS_ENABLED": "0", "RAY_AUTH_MODE": "token"}

from ray._private import services
from ray.cluster_utils import Cluster


def main(processors: int) -> None:
    """Start the nodes on the loopback address, print the cluster's address, and wait."""
    services.resolve_ip_for_localhost = lambda host: host
    node = {"num_cpus": processors, "node_ip_address": "127.0.0.1", "object_store_memory": 200 << 20}
    cluster = Cluster(initialize_head=True, head_node_args={**node, "include_dashboard": False})
    cluster.add_node(**node)
    cluster.wait_for_nodes()
    print(cluster.address, flush=True)
    sys.stdin.read()
    cluster.shutdown()


if __name__ == "__main__":
    main(int(sys.argv[1]))
