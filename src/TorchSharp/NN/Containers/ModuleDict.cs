using System.Collections;
using System.Diagnostics.CodeAnalysis;
using TorchSharp.Modules;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>Modules by name, in order of insertion; itself a module, so that they belong to whoever holds it.</summary>
        /// <typeparam name="T">The modules' type.</typeparam>
        /// <remarks>Entries are registered when the dictionary becomes part of another module.</remarks>
        public class ModuleDict<T> : torch.nn.Module, IDictionary<string, T>
            where T : torch.nn.Module
        {
            private readonly OrderedDictionary<string, T> _entries = [];
            private bool _registered;

            /// <summary>Makes an empty dictionary.</summary>
            public ModuleDict()
                : base("ModuleDict")
            {
            }

            /// <inheritdoc/>
            public T this[string key]
            {
                get => _entries[key];
                set => _entries[key] = value;
            }

            /// <inheritdoc/>
            public ICollection<string> Keys => _entries.Keys;

            /// <inheritdoc/>
            public ICollection<T> Values => _entries.Values;

            /// <inheritdoc/>
            public int Count => _entries.Count;

            /// <inheritdoc/>
            public bool IsReadOnly => false;

            /// <summary>The names.</summary>
            public IEnumerable<string> keys() => Keys;

            /// <summary>The modules.</summary>
            public IEnumerable<T> values() => Values;

            /// <summary>The names and modules.</summary>
            public IEnumerator<(string, T)> items() => _entries.Select(pair => (pair.Key, pair.Value)).GetEnumerator();

            /// <summary>Adds a module.</summary>
            public void Add((string, T) item) => Add(item.Item1, item.Item2);

            /// <inheritdoc/>
            public void Add(string key, T value) => _entries.Add(key, value);

            /// <inheritdoc/>
            public void Add(KeyValuePair<string, T> item) => Add(item.Key, item.Value);

            /// <summary>Removes all entries.</summary>
            public void clear() => Clear();

            /// <inheritdoc/>
            public void Clear() => _entries.Clear();

            /// <inheritdoc/>
            public bool Contains(KeyValuePair<string, T> item) => _entries.Contains(item);

            /// <inheritdoc/>
            public bool ContainsKey(string key) => _entries.ContainsKey(key);

            /// <inheritdoc/>
            public void CopyTo(KeyValuePair<string, T>[] array, int arrayIndex)
                => ((ICollection<KeyValuePair<string, T>>)_entries).CopyTo(array, arrayIndex);

            /// <inheritdoc/>
            public bool Remove(string key) => _entries.Remove(key);

            /// <inheritdoc/>
            public bool Remove(KeyValuePair<string, T> item)
                => ((ICollection<KeyValuePair<string, T>>)_entries).Remove(item);

            /// <inheritdoc/>
            public bool TryGetValue(string key, [MaybeNullWhen(false)] out T value) => _entries.TryGetValue(key, out value);

            /// <inheritdoc/>
            public IEnumerator<KeyValuePair<string, T>> GetEnumerator() => _entries.GetEnumerator();

            IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

            /// <inheritdoc/>
            protected override void RegisterComponents()
            {
                if (_registered)
                    return;
                _registered = true;
                foreach (var (name, module) in _entries)
                    register_module(name, module);
            }
        }

        /// <summary>Modules of any kind by name.</summary>
        public class ModuleDict : ModuleDict<torch.nn.Module>
        {
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Modules by name that are themselves a module.</summary>
            public static ModuleDict ModuleDict(params (string, Module)[] modules)
            {
                var result = new ModuleDict();
                foreach (var entry in modules)
                    result.Add(entry);
                return result;
            }
        }
    }
}
