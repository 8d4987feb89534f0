using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Models.Architectures;

/// <summary>The weight draws that the architectures' authors use beyond libtorch's defaults.</summary>
internal static class Initialization
{
    /// <summary>
    /// Every convolution of the network from N(0, 2/fan_out), fan_out = output channels · kernel area (He et al., "Delving
    /// Deep into Rectifiers", 2015, equation 14), in the order of the network's modules; their biases zero.
    /// </summary>
    public static void KaimingConvolutions(nn.Module network)
    {
        foreach (var conv in network.modules().OfType<Conv2d>())
        {
            var shape = conv.weight!.shape;
            nn.init.normal_(conv.weight, 0, Math.Sqrt(2.0 / (shape[0] * shape[2] * shape[3])));
            if (conv.bias is not null)
            {
                nn.init.zeros_(conv.bias);
            }
        }
    }

    /// <summary>Weights from N(0, standardDeviation²), biases zero.</summary>
    public static void Normal(Linear linear, double standardDeviation)
    {
        nn.init.normal_(linear.weight!, 0, standardDeviation);
        nn.init.zeros_(linear.bias!);
    }
}
