using TorchSharp.Interop;
using TorchSharp.Modules;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>exp(xᵢ) / Σ exp(xⱼ) along one dimension.</summary>
        public sealed class Softmax : ParameterLessModule<torch.Tensor, torch.Tensor>
        {
            internal static readonly Op Op = new("aten::softmax", "int");

            internal Softmax(long dim)
                : base(nameof(Softmax)) => this.dim = dim;

            /// <summary>The dimension along which the result sums up.</summary>
            public long dim { get; set; }

            /// <inheritdoc/>
            public override torch.Tensor forward(torch.Tensor tensor) => torch.nn.functional.softmax(tensor, dim);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>exp(xᵢ) / Σ exp(xⱼ) along one dimension.</summary>
            /// <param name="dim">The dimension along which the result sums up.</param>
            public static Softmax Softmax(long dim) => new(dim);

            public static partial class functional
            {
                /// <summary>exp(xᵢ) / Σ exp(xⱼ) along one dimension.</summary>
                /// <param name="input">Any shape.</param>
                /// <param name="dim">The dimension along which the result sums up.</param>
                /// <param name="dtype">The type to compute in and to return; null keeps the input's.</param>
                public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => Modules.Softmax.Op.Call(input, dim, dtype);
            }
        }
    }
}
