using static TorchSharp.torch;

namespace TorchSharp.Tests.Kernels;

/// <summary>Holds the kernels of src/TorchSharp/native/kernels, which take single precision alone, against libtorch's own in double precision.</summary>
internal static class DoublePrecision
{
    /// <summary>Whether these are the same numbers, but for the rounding of single precision over sums of this many terms.</summary>
    public static void AssertClose(Tensor single, Tensor exact, string what, double tolerance = 2e-5)
    {
        Assert.That(single.shape, Is.EqualTo(exact.shape), what);
        using var far = (single.to(ScalarType.Float64) - exact).abs().max();
        using var size = exact.abs().max();
        Assert.That(far.item<double>(), Is.LessThanOrEqualTo(tolerance * Math.Max(1e-3, size.item<double>())), what);
    }

    /// <summary>Random numbers as N×H×W×C in memory.</summary>
    public static Tensor ChannelsLast(params long[] shape) => randn(shape).Contiguously(memory_format.channels_last);

    /// <summary>Runs with a number of threads.</summary>
    public static T On<T>(int threads, Func<T> run)
    {
        var before = get_num_threads();
        set_num_threads(threads);
        try
        {
            return run();
        }
        finally
        {
            set_num_threads(before);
        }
    }
}
