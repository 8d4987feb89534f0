using TorchSharp.Interop;
using TorchSharp.Modules;
using TorchSharp.Utils;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>x·Wᵀ + b over the last dimension.</summary>
        public sealed class Linear : torch.nn.Module<torch.Tensor, torch.Tensor>
        {
            internal static readonly Op Op = new("aten::linear");

            [ComponentName(Name = nameof(weight))]
            private Parameter? _weight;

            [ComponentName(Name = nameof(bias))]
            private Parameter? _bias;

            internal Linear(Parameter weight, Parameter? bias)
                : base(nameof(Linear))
            {
                in_features = weight.shape[1];
                out_features = weight.shape[0];
                this.weight = weight;
                if (bias is not null)
                    this.bias = bias;
            }

            internal Linear(long inputSize, long outputSize, bool hasBias, torch.Device? device, torch.ScalarType? dtype)
                : base(nameof(Linear))
            {
                in_features = inputSize;
                out_features = outputSize;
                weight = torch.nn.Parameter(Allocation.Empty([outputSize, inputSize], dtype, device));
                torch.nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
                if (!hasBias)
                    return;
                bias = torch.nn.Parameter(Allocation.Empty([outputSize], dtype, device));
                var bound = inputSize > 0 ? 1 / Math.Sqrt(inputSize) : 0;
                torch.nn.init.uniform_(bias!, -bound, bound);
            }

            /// <summary>The size of the input's last dimension.</summary>
            public long in_features { get; set; }

            /// <summary>The size of the output's last dimension.</summary>
            public long out_features { get; set; }

            /// <summary>The bias (out), or null. A new value replaces and disposes of the old one.</summary>
            public Parameter? bias
            {
                get => _bias;
                set => ReplaceParameter(ref _bias, value, nameof(bias));
            }

            /// <summary>The weight (out × in). A new value replaces and disposes of the old one.</summary>
            public Parameter weight
            {
                get => _weight!;
                set
                {
                    ArgumentNullException.ThrowIfNull(value);
                    ReplaceParameter(ref _weight, value, nameof(weight));
                }
            }

            /// <inheritdoc/>
            public override torch.Tensor forward(torch.Tensor tensor) => Op.Call(tensor, _weight, _bias);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A linear layer with weight and bias drawn uniformly within ±1/√(inputs), as PyTorch does.</summary>
            /// <param name="inputSize">The size of the input's last dimension.</param>
            /// <param name="outputSize">The size of the output's last dimension.</param>
            /// <param name="hasBias">Whether there is a bias.</param>
            /// <param name="device">Where the parameters are; null for the CPU.</param>
            /// <param name="dtype">The parameters' type; null for the default.</param>
            public static Linear Linear(long inputSize, long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null)
                => new(inputSize, outputSize, hasBias, device, dtype);

            /// <summary>A linear layer with these parameters, which it then owns.</summary>
            /// <param name="weight">Out × in.</param>
            /// <param name="bias">Out, or null.</param>
            public static Linear Linear(Parameter weight, Parameter? bias = null) => new(weight, bias);

            public static partial class functional
            {
                /// <summary>x·Wᵀ + b over the last dimension.</summary>
                /// <param name="input">Any shape with the inputs last.</param>
                /// <param name="weights">Out × in.</param>
                /// <param name="bias">Out, or null.</param>
                public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) => Modules.Linear.Op.Call(input, weights, bias);
            }
        }
    }
}
