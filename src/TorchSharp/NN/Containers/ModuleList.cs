using System.Collections;
using System.Globalization;
using TorchSharp.Modules;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>A list of modules that is itself a module, so that its members belong to whoever holds it.</summary>
        /// <typeparam name="T">The members' type.</typeparam>
        /// <remarks>Members are registered, under their index, when the list becomes part of another module.</remarks>
        public class ModuleList<T> : torch.nn.Module, IList<T>
            where T : torch.nn.Module
        {
            private readonly List<T> _list = [];
            private bool _registered;

            /// <summary>Makes a list of these modules.</summary>
            public ModuleList(params T[] modules)
                : base("ModuleList") => _list.AddRange(modules);

            /// <inheritdoc/>
            public T this[int index]
            {
                get => _list[index];
                set => _list[index] = value;
            }

            /// <inheritdoc/>
            public int Count => _list.Count;

            /// <inheritdoc/>
            public bool IsReadOnly => false;

            /// <inheritdoc/>
            public void Add(T item) => _list.Add(item);

            /// <summary>Adds modules at the end.</summary>
            public void append(params T[] modules) => _list.AddRange(modules);

            /// <summary>Adds modules at the end.</summary>
            public void extend(IEnumerable<T> modules) => _list.AddRange(modules);

            /// <inheritdoc/>
            public void Clear() => _list.Clear();

            /// <inheritdoc/>
            public bool Contains(T item) => _list.Contains(item);

            /// <inheritdoc/>
            public void CopyTo(T[] array, int arrayIndex) => _list.CopyTo(array, arrayIndex);

            /// <inheritdoc/>
            public int IndexOf(T item) => _list.IndexOf(item);

            /// <inheritdoc/>
            public void Insert(int index, T item) => _list.Insert(index, item);

            /// <inheritdoc/>
            public bool Remove(T item) => _list.Remove(item);

            /// <inheritdoc/>
            public void RemoveAt(int index) => _list.RemoveAt(index);

            /// <inheritdoc/>
            public IEnumerator<T> GetEnumerator() => _list.GetEnumerator();

            IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

            /// <inheritdoc/>
            protected override void RegisterComponents()
            {
                if (_registered)
                    return;
                _registered = true;
                for (var i = 0; i < _list.Count; i++)
                    register_module(i.ToString(CultureInfo.InvariantCulture), _list[i]);
            }
        }

        /// <summary>A list of modules of any kind.</summary>
        public class ModuleList : ModuleList<torch.nn.Module>
        {
            /// <summary>Makes a list of these modules.</summary>
            public ModuleList(params torch.nn.Module[] modules)
                : base(modules)
            {
            }
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A list of modules that is itself a module.</summary>
            public static ModuleList ModuleList(params Module[] modules) => new(modules);

            /// <summary>A list of modules of one type that is itself a module.</summary>
            public static ModuleList<T> ModuleList<T>(params T[] modules)
                where T : Module => new(modules);
        }
    }
}
