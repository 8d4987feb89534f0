using BenchmarkDotNet.Attributes;
using TorchSharp;
using TorchSharp.Extensions;
using static TorchSharp.torch;

namespace EdgeKd.Benchmarks.Kernels;

/// <summary>Batch normalisation in training, forward and backward, channels-last: channels that fill no vector, and some that fill several.</summary>
public class NormalizationKernels
{
    private Tensor _images = null!, _gradient = null!, _weight = null!, _bias = null!, _mean = null!, _variance = null!;

    /// <summary>C of the 64×C×16×16 images.</summary>
    [Params(12, 72)]
    public int Channels { get; set; }

    /// <summary>Makes images and parameters.</summary>
    [GlobalSetup]
    public void Make()
    {
        random.manual_seed(1);
        _images = randn(64, Channels, 16, 16).ToChannelsLast().requires_grad_();
        _gradient = randn(64, Channels, 16, 16).ToChannelsLast();
        (_weight, _bias) = (ones(Channels).requires_grad_(), zeros(Channels).requires_grad_());
        (_mean, _variance) = (zeros(Channels), ones(Channels));
    }

    /// <summary>Forward and backward.</summary>
    [Benchmark(Description = "batch norm forward and backward, 64×C×16×16")]
    public void BatchNorm()
    {
        using var scope = NewDisposeScope();
        var output = nn.functional.batch_norm(_images, _mean, _variance, _weight, _bias, training: true);
        autograd.grad([output], [_images, _weight, _bias], [_gradient]);
    }
}
