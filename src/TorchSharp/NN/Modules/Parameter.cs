using TorchSharp.Modules;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>A tensor that a module trains.</summary>
        public class Parameter : torch.Tensor
        {
            /// <summary>Takes over a tensor, which is empty afterwards; the parameter stands in its dispose scope instead.</summary>
            /// <param name="data">The values.</param>
            /// <param name="requires_grad">Whether gradients are recorded.</param>
            public Parameter(torch.Tensor data, bool requires_grad = true)
                : this(data, data.OwningDisposeScope, requires_grad)
            {
            }

            private Parameter(torch.Tensor data, DisposeScope? scope, bool requires_grad)
                : base(data.with_requires_grad(requires_grad).DecoupleFromNativeHandle())
            {
                if (ReferenceEquals(OwningDisposeScope, scope))
                    return;
                OwningDisposeScope?.Detach(this);
                scope?.Attach(this);
            }
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Makes a parameter of a tensor, which is empty afterwards.</summary>
            public static Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);
        }
    }
}
