using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Neural-network building blocks.</summary>
    public static partial class nn
    {
        /// <summary>
        /// Base of every network and layer. A subclass assigns its parts to fields and calls
        /// <see cref="RegisterComponents"/> at the end of its constructor; the field names become the keys of
        /// <see cref="state_dict"/>.
        /// </summary>
        /// <remarks>Not thread-safe. A module owns what is registered in it and disposes of it.</remarks>
        public partial class Module : IDisposable
        {
            private bool _training = true;
            private bool _disposed;

            /// <summary>The name given at construction, usually the type's.</summary>
            protected string? name;

            /// <summary>Makes a module that has no parts yet.</summary>
            /// <param name="name">A name for messages.</param>
            protected Module(string name) => this.name = name;

            /// <summary>The module's name, usually that of its type.</summary>
            public virtual string GetName() => string.IsNullOrEmpty(name) ? GetType().Name : name;

            /// <summary>Whether the module is in training mode. New modules are.</summary>
            public virtual bool training => _training;

            /// <summary>Puts the module and all below it in training or evaluation mode.</summary>
            public virtual void train(bool train = true)
            {
                _training = train;
                foreach (var (_, child) in named_children())
                    child.train(train);
            }

            /// <summary>Puts the module and all below it in evaluation mode.</summary>
            public virtual void eval() => train(false);

            /// <summary>Calls <paramref name="fn"/> with every module below this one, children first, and then with this one.</summary>
            public virtual Module apply(Action<Module> fn)
            {
                foreach (var (_, child) in named_children())
                    child.apply(fn);
                fn(this);
                return this;
            }

            /// <summary>Forgets the gradients of all parameters, or fills them with zeros.</summary>
            /// <param name="set_to_none">True drops the gradients; false keeps their memory and zeroes it.</param>
            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (var parameter in parameters())
                    GradientReset.Clear(parameter, set_to_none);
            }

            /// <summary>Releases all parameters, buffers and child modules.</summary>
            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            /// <summary>Releases what the module owns.</summary>
            /// <param name="disposing">False when called by a finalizer; then nothing is done, as tensors have their own.</param>
            protected virtual void Dispose(bool disposing)
            {
                if (!disposing || _disposed)
                    return;
                _disposed = true;
                foreach (var (tensor, _) in _buffers.Values)
                    tensor.Dispose();
                foreach (var parameter in _parameters.Values)
                    parameter.Dispose();
                foreach (var child in _submodules.Values)
                    child.Dispose();
            }
        }
    }
}
