using TorchSharp.Interop;
using TorchSharp.Modules;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>xᵢ − log Σ exp(xⱼ) along one dimension.</summary>
        public sealed class LogSoftmax : ParameterLessModule<torch.Tensor, torch.Tensor>
        {
            internal static readonly Op Op = new("aten::log_softmax", "int");

            internal LogSoftmax(long dim)
                : base(nameof(LogSoftmax)) => this.dim = dim;

            /// <summary>The dimension along which the result sums up.</summary>
            public long dim { get; set; }

            /// <inheritdoc/>
            public override torch.Tensor forward(torch.Tensor tensor) => torch.nn.functional.log_softmax(tensor, dim);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>xᵢ − log Σ exp(xⱼ) along one dimension.</summary>
            /// <param name="dim">The dimension along which the result sums up.</param>
            public static LogSoftmax LogSoftmax(long dim) => new(dim);

            public static partial class functional
            {
                /// <summary>xᵢ − log Σ exp(xⱼ) along one dimension.</summary>
                /// <param name="x">Any shape.</param>
                /// <param name="dim">The dimension along which the result sums up.</param>
                public static Tensor log_softmax(Tensor x, long dim) => Modules.LogSoftmax.Op.Call(x, dim, Arg.None);
            }
        }
    }
}
