using BenchmarkDotNet.Attributes;
using TorchSharp;
using TorchSharp.Extensions;
using static TorchSharp.torch;

namespace EdgeKd.Benchmarks.Kernels;

/// <summary>The gradients of a depthwise convolution on small images, as MobileNetV2's last stages have it: 64×480×2×2, kernel 3×3.</summary>
public class ConvolutionKernels
{
    private Tensor _images = null!, _weight = null!, _output = null!, _gradient = null!;

    /// <summary>Makes images and weight, and runs forward.</summary>
    [GlobalSetup]
    public void Make()
    {
        random.manual_seed(1);
        _images = randn(64, 480, 2, 2).ToChannelsLast().requires_grad_();
        _weight = randn(480, 1, 3, 3).ToChannelsLast().requires_grad_();
        _output = nn.functional.conv2d(_images, _weight, null, [1, 1], [1, 1], groups: 480);
        _gradient = randn(64, 480, 2, 2).ToChannelsLast();
    }

    /// <summary>Backward.</summary>
    [Benchmark(Description = "depthwise backward, 64×480×2×2")]
    public void DepthwiseBackward()
    {
        using var scope = NewDisposeScope();
        autograd.grad([_output], [_images, _weight], [_gradient], retain_graph: true);
    }
}
