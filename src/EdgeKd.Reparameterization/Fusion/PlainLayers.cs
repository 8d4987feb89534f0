using EdgeKd.Models.Blocks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Reparameterization;

/// <summary>New layers of the library with given contents.</summary>
internal static class PlainLayers
{
    /// <summary>A convolution of another one's geometry.</summary>
    public static Conv2d Convolution(Conv2d geometry, Tensor weight, Tensor? bias)
    {
        var (kernel, stride, dilation) = (geometry.kernel_size, geometry.stride, geometry.dilation);
        var conv = geometry.padding is { } padding
            ? nn.Conv2d(
                geometry.in_channels, geometry.out_channels, (kernel[0], kernel[1]), (stride[0], stride[1]), (padding[0], padding[1]),
                (dilation[0], dilation[1]), geometry.padding_mode, geometry.groups, bias is not null, weight.device, weight.dtype)
            : nn.Conv2d(
                geometry.in_channels, geometry.out_channels, (kernel[0], kernel[1]), geometry.padding_type!.Value, (stride[0], stride[1]),
                (dilation[0], dilation[1]), geometry.padding_mode, geometry.groups, bias is not null, weight.device, weight.dtype);
        return Filled(conv, weight, bias);
    }

    /// <summary>The convolution that holds a branched one, padded by half of its kernel.</summary>
    public static Conv2d Convolution(BranchedConvolution geometry, FusedConvolution merged)
    {
        var (kernel, stride) = (geometry.KernelSize, geometry.Stride);
        var conv = nn.Conv2d(
            geometry.InputChannels, geometry.OutputChannels, (kernel[0], kernel[1]), (stride[0], stride[1]), (kernel[0] / 2, kernel[1] / 2),
            groups: geometry.Groups, device: merged.Weight.device, dtype: merged.Weight.dtype);
        return Filled(conv, merged.Weight, merged.Bias);
    }

    /// <summary>A layer with a copy of every tensor; of a type other than convolution, linear or batch normalisation the layer itself.</summary>
    public static nn.Module<Tensor, Tensor> Copy(nn.Module<Tensor, Tensor> layer)
    {
        switch (layer)
        {
            case Conv2d conv:
                return Convolution(conv, conv.weight!, conv.bias);
            case Linear linear:
                var (inputs, outputs) = (linear.in_features, linear.out_features);
                return WithState(linear, nn.Linear(inputs, outputs, linear.bias is not null, linear.weight!.device, linear.weight.dtype));
            case BatchNorm1d norm:
                return Norm(norm, nn.BatchNorm1d(norm.num_features, norm.eps, affine: norm.affine, track_running_stats: norm.track_running_stats));
            case BatchNorm2d norm:
                return Norm(norm, nn.BatchNorm2d(norm.num_features, norm.eps, affine: norm.affine, track_running_stats: norm.track_running_stats));
            default:
                return layer;
        }
    }

    private static Conv2d Filled(Conv2d conv, Tensor weight, Tensor? bias)
    {
        conv.weight!.copy_(weight);
        if (bias is not null)
        {
            conv.bias!.copy_(bias);
        }

        return conv;
    }

    private static nn.Module<Tensor, Tensor> Norm(BatchNorm source, BatchNorm copy)
    {
        copy.momentum = source.momentum;
        return WithState(source, copy);
    }

    private static nn.Module<Tensor, Tensor> WithState(nn.Module<Tensor, Tensor> source, nn.Module<Tensor, Tensor> copy)
    {
        if (source.state_dict().Values.FirstOrDefault(tensor => tensor.is_floating_point()) is { } like)
        {
            copy.to(like.device, like.dtype);
        }

        copy.load_state_dict(source.state_dict());
        return copy;
    }
}
