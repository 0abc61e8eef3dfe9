"""The kernel that a headless run starts: this very Python, whatever kernels the machine offers.

A kernel called `python3` may belong to another environment, or to one that is gone: JUPYTER_PATH
and the reader's own kernels come before the one of this environment.
"""

from ipykernel.kernelspec import get_kernel_dict
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager


class OwnKernelManager(AsyncKernelManager):
    """Starts ipykernel with the Python that runs the kit; looks for no other kernel."""

    @property
    def kernel_spec(self) -> KernelSpec:
        """The kernel that belongs to this Python."""
        return KernelSpec(**get_kernel_dict())
