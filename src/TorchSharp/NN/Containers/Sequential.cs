using System.Runtime.CompilerServices;
using TorchSharp.Modules;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>Modules one after the other. It owns them.</summary>
        public class Sequential : torch.nn.Module<torch.Tensor, torch.Tensor>
        {
            private readonly List<torch.nn.Module<torch.Tensor, torch.Tensor>> _modules = [];

            internal Sequential()
                : base(nameof(Sequential))
            {
            }

            /// <summary>For subclasses: the modules with their names.</summary>
            protected Sequential(params (string name, torch.nn.Module<torch.Tensor, torch.Tensor> submodule)[] modules)
                : base(nameof(Sequential))
            {
                foreach (var (name, submodule) in modules)
                    append(name, submodule);
            }

            /// <summary>For subclasses: the modules, named by their place.</summary>
            protected Sequential(params torch.nn.Module<torch.Tensor, torch.Tensor>[] modules)
                : base(nameof(Sequential))
            {
                foreach (var module in modules)
                    append(module);
            }

            /// <summary>How many modules there are.</summary>
            public int Count => _modules.Count;

            /// <summary>The module at a place.</summary>
            [IndexerName("SequentialItems")]
            public torch.nn.IModule<torch.Tensor, torch.Tensor> this[int index] => _modules[index];

            /// <summary>A new sequence of the modules from start (0 when null) to before end (all when null).</summary>
            [IndexerName("SequentialItems")]
            public Sequential this[(int? start, int? end) index] => Slice(index.start ?? 0, index.end ?? Count);

            /// <summary>A new sequence of the modules in a range.</summary>
            [IndexerName("SequentialItems")]
            public Sequential this[Range index] => Slice(index.Start.GetOffset(Count), index.End.GetOffset(Count));

            /// <summary>Adds a module at the end.</summary>
            public Sequential append(string name, torch.nn.IModule<torch.Tensor, torch.Tensor> module)
            {
                var added = (torch.nn.Module<torch.Tensor, torch.Tensor>)module;
                register_module(name, added);
                _modules.Add(added);
                return this;
            }

            /// <summary>Adds a module at the end, named by its place.</summary>
            public Sequential append(torch.nn.IModule<torch.Tensor, torch.Tensor> module)
                => append(Count.ToString(System.Globalization.CultureInfo.InvariantCulture), module);

            /// <inheritdoc/>
            public override torch.Tensor forward(torch.Tensor tensor)
            {
                if (Count == 0)
                    return tensor.alias();
                var current = tensor;
                foreach (var module in _modules)
                {
                    var next = module.call(current);
                    // What lies between is released at once; autograd keeps what it needs.
                    if (!ReferenceEquals(current, tensor) && !ReferenceEquals(current, next))
                        current.Dispose();
                    current = next;
                }

                return current;
            }

            private Sequential Slice(int start, int end)
            {
                if (start < 0 || start > Count)
                    throw new IndexOutOfRangeException($"{start} is not a valid index.");
                if (end < 0 || end > Count)
                    throw new IndexOutOfRangeException($"{end} is not a valid index.");
                var result = new Sequential();
                foreach (var (name, module) in named_children().Skip(start).Take(end - start))
                    result.append(name, (torch.nn.Module<torch.Tensor, torch.Tensor>)module);
                return result;
            }
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>An empty sequence.</summary>
            public static Sequential Sequential() => new();

            /// <summary>Modules one after the other, with names. The sequence owns them.</summary>
            public static Sequential Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules)
                => Sequential((IEnumerable<(string, Module<Tensor, Tensor>)>)modules);

            /// <summary>Modules one after the other, named "0", "1" and so on. The sequence owns them.</summary>
            public static Sequential Sequential(params Module<Tensor, Tensor>[] modules)
                => Sequential((IEnumerable<Module<Tensor, Tensor>>)modules);

            /// <summary>Modules one after the other, with names. The sequence owns them.</summary>
            public static Sequential Sequential(params Tuple<string, Module<Tensor, Tensor>>[] modules)
                => Sequential(modules.Select(pair => (pair.Item1, pair.Item2)));

            /// <summary>Modules one after the other, with names. The sequence owns them.</summary>
            public static Sequential Sequential(IEnumerable<(string name, Module<Tensor, Tensor> submodule)> modules)
            {
                var result = new Sequential();
                foreach (var (name, module) in modules)
                    result.append(name, module);
                return result;
            }

            /// <summary>Modules one after the other, with names. The sequence owns them.</summary>
            public static Sequential Sequential(IEnumerable<Tuple<string, Module<Tensor, Tensor>>> modules)
                => Sequential(modules.Select(pair => (pair.Item1, pair.Item2)));

            /// <summary>Modules one after the other, named "0", "1" and so on. The sequence owns them.</summary>
            public static Sequential Sequential(IEnumerable<Module<Tensor, Tensor>> modules)
            {
                var result = new Sequential();
                foreach (var module in modules)
                    result.append(module);
                return result;
            }
        }
    }
}
