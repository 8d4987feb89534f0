using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>libtorch's version, such as <c>1.13.1</c>.</summary>
    public static unsafe string __version__ => Native.Text(Native.edgekd_version());

    public static int get_num_threads() => Native.Check(Native.edgekd_threads());

    /// <summary>How many threads an operator may use.</summary>
    public static void set_num_threads(int num)
    {
        if (num < 1) throw new ArgumentOutOfRangeException(nameof(num), num, "at least one thread is needed");
        Native.Check(Native.edgekd_set_threads(num));
    }

    public static int get_num_interop_threads() => Native.Check(Native.edgekd_interop_threads());

    /// <summary>How many threads run operators side by side. To be set before the first parallel work.</summary>
    /// <exception cref="System.Runtime.InteropServices.ExternalException">Parallel work has begun.</exception>
    public static void set_num_interop_threads(int num) => Native.Check(Native.edgekd_set_interop_threads(num));

    public static bool set_flush_denormal(bool mode) => Native.Check(Native.edgekd_context_flag(4, mode ? 1 : 0)) != 0;

    /// <summary>Refuse operators that have no deterministic implementation.</summary>
    public static void use_deterministic_algorithms(bool mode = true) => Native.Check(Native.edgekd_context_flag(3, mode ? 1 : 0));

    public static bool are_deterministic_algorithms_enabled() => Native.Check(Native.edgekd_context_flag(3, -1)) != 0;
}
