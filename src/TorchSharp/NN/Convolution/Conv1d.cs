using TorchSharp.Interop;
using TorchSharp.Modules;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>A convolution over N×C×L or C×L inputs.</summary>
        public sealed class Conv1d : Convolution
        {
            internal static readonly Op Op = new("aten::conv1d");
            internal static readonly Op NamedPaddingOp = new("aten::conv1d", "padding");

            internal Conv1d(
                long in_channels, long out_channels, long kernel_size, long stride, long? padding, Padding? padding_type,
                long dilation, long groups, bool bias, PaddingModes padding_mode, torch.Device? device, torch.ScalarType? dtype)
                : base(
                    nameof(Conv1d), in_channels, out_channels, [kernel_size], [stride],
                    padding is { } p ? [p] : null, padding_type, [dilation],
                    false, [0L], groups, bias, padding_mode, device, dtype)
            {
            }

            /// <inheritdoc/>
            /// <exception cref="ArgumentException">The input has other dimensions or channels.</exception>
            public override torch.Tensor forward(torch.Tensor input)
            {
                if (!ValidateShape(input, 1))
                    throw new ArgumentException($"Expected 2D (unbatched) or 3D (batched) input with {in_channels} channels to Conv1d, got [{string.Join(", ", input.shape)}].");
                if (padding_mode is not (PaddingModes.Zeros or PaddingModes.Constant))
                {
                    using var padded = torch.nn.functional.pad(input, _reversed_padding_repeated_twice, padding_mode);
                    return Op.Call(padded, _weight, _bias, stride, NoPadding, dilation, groups);
                }

                if (padding_type is { } named)
                    return torch.nn.functional.conv1d_padding(input, weight, bias, stride, named, dilation, groups);
                return Op.Call(input, _weight, _bias, stride, padding, dilation, groups);
            }

            private static readonly long[] NoPadding = [0L];
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A convolution with the same size in each dimension.</summary>
            /// <param name="in_channels">How many channels the input has.</param>
            /// <param name="out_channels">How many channels the output has.</param>
            /// <param name="kernel_size">The kernel's size.</param>
            /// <param name="stride">The step between outputs.</param>
            /// <param name="padding">What is added to each side.</param>
            /// <param name="dilation">The step between kernel elements.</param>
            /// <param name="padding_mode">What stands around the input.</param>
            /// <param name="groups">Into how many independent groups the channels fall.</param>
            /// <param name="bias">Whether there is a bias.</param>
            /// <param name="device">Where the parameters are; null for the CPU.</param>
            /// <param name="dtype">The parameters' type; null for the default.</param>
            public static Conv1d Conv1d(
                long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long dilation = 1,
                PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
                => new(in_channels, out_channels, kernel_size, stride, padding, null, dilation, groups, bias, padding_mode, device, dtype);

            /// <summary>A convolution with its padding given by name.</summary>
            /// <inheritdoc cref="Conv1d(long, long, long, long, long, long, PaddingModes, long, bool, Device?, ScalarType?)"/>
            public static Conv1d Conv1d(
                long in_channels, long out_channels, long kernel_size, Padding padding, long stride = 1, long dilation = 1,
                PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
                => new(in_channels, out_channels, kernel_size, stride, null, padding, dilation, groups, bias, padding_mode, device, dtype);

            public static partial class functional
            {
                /// <summary>A 1-dimensional convolution.</summary>
                /// <param name="input">N×C×L.</param>
                /// <param name="weight">Out × C/groups × kernel.</param>
                /// <param name="bias">Out, or null.</param>
                /// <param name="strides">One number or one a dimension; null for 1.</param>
                /// <param name="padding">One number or one a dimension; null for 0.</param>
                /// <param name="dilation">One number or one a dimension; null for 1.</param>
                /// <param name="groups">Into how many independent groups the channels fall.</param>
                public static Tensor conv1d(
                    Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null,
                    long[]? dilation = null, long groups = 1)
                    => Modules.Conv1d.Op.Call(input, weight, bias, strides ?? [1], padding ?? [0], dilation ?? [1], groups);

                /// <summary>A 1-dimensional convolution with its padding given by name.</summary>
                /// <inheritdoc cref="conv1d"/>
                public static Tensor conv1d_padding(
                    Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, Padding padding = Padding.Valid,
                    long[]? dilation = null, long groups = 1)
                    => Modules.Conv1d.NamedPaddingOp.Call(
                        input, weight, bias, strides ?? [1], padding == Padding.Same ? "same" : "valid", dilation ?? [1], groups);
            }
        }
    }
}
