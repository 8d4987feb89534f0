using System.Reflection;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            private readonly OrderedDictionary<string, Module> _submodules = [];
            private readonly OrderedDictionary<string, (Tensor Tensor, bool Persistent)> _buffers = [];
            private readonly OrderedDictionary<string, Parameter> _parameters = [];
            private bool _componentsRegistered;

            /// <summary>The direct children with their names, in order of registration.</summary>
            public virtual IEnumerable<(string name, Module module)> named_children()
                => _submodules.Select(pair => (pair.Key, pair.Value));

            /// <summary>The direct children.</summary>
            public virtual IEnumerable<Module> children() => named_children().Select(pair => pair.module);

            /// <summary>Every module below this one, with its dotted path. This one is not among them.</summary>
            public virtual IEnumerable<(string name, Module module)> named_modules()
            {
                foreach (var child in named_children())
                    yield return child;
                foreach (var (name, child) in named_children())
                foreach (var (path, module) in child.named_modules())
                    yield return ($"{name}.{path}", module);
            }

            /// <summary>Every module below this one.</summary>
            public virtual IEnumerable<Module> modules() => named_modules().Select(pair => pair.module);

            /// <summary>The parameters with their dotted names. A shared parameter is given once.</summary>
            /// <param name="recurse">Whether those of the modules below are given too.</param>
            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                var seen = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
                foreach (var (name, parameter) in _parameters)
                {
                    if (seen.Add(parameter))
                        yield return (name, parameter);
                }

                if (!recurse)
                    yield break;
                foreach (var (childName, child) in named_children())
                foreach (var (name, parameter) in child.named_parameters())
                {
                    if (seen.Add(parameter))
                        yield return ($"{childName}.{name}", parameter);
                }
            }

            /// <summary>The parameters.</summary>
            /// <param name="recurse">Whether those of the modules below are given too.</param>
            public virtual IEnumerable<Parameter> parameters(bool recurse = true)
                => named_parameters(recurse).Select(pair => pair.parameter);

            /// <summary>The buffers with their dotted names.</summary>
            /// <param name="recurse">Whether those of the modules below are given too.</param>
            /// <param name="include_nonpersistent">Whether buffers that no state dictionary holds are given too.</param>
            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(
                bool recurse = true, bool include_nonpersistent = true)
            {
                var seen = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
                foreach (var (name, (tensor, persistent)) in _buffers)
                {
                    if ((persistent || include_nonpersistent) && seen.Add(tensor))
                        yield return (name, tensor);
                }

                if (!recurse)
                    yield break;
                foreach (var (childName, child) in named_children())
                foreach (var (name, tensor) in child.named_buffers(true, include_nonpersistent))
                {
                    if (seen.Add(tensor))
                        yield return ($"{childName}.{name}", tensor);
                }
            }

            /// <summary>The buffers.</summary>
            /// <param name="recurse">Whether those of the modules below are given too.</param>
            /// <param name="include_nonpersistent">Whether buffers that no state dictionary holds are given too.</param>
            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true)
                => named_buffers(recurse, include_nonpersistent).Select(pair => pair.buffer);

            /// <summary>Whether there is a buffer of this dotted name.</summary>
            public virtual bool has_buffer(string target) => get_buffer(target) is not null;

            /// <summary>Whether there is a parameter of this dotted name.</summary>
            public virtual bool has_parameter(string target) => get_parameter(target) is not null;

            /// <summary>The buffer of this dotted name, or null.</summary>
            public virtual Tensor? get_buffer(string target)
            {
                ArgumentNullException.ThrowIfNull(target);
                if (_buffers.TryGetValue(target, out var buffer))
                    return buffer.Tensor;
                return ChildOf(target, out var rest)?.get_buffer(rest);
            }

            /// <summary>The parameter of this dotted name, or null.</summary>
            public virtual Parameter? get_parameter(string target)
            {
                ArgumentNullException.ThrowIfNull(target);
                if (_parameters.TryGetValue(target, out var parameter))
                    return parameter;
                return ChildOf(target, out var rest)?.get_parameter(rest);
            }

            /// <summary>Registers a tensor that is part of the state but is not trained.</summary>
            /// <exception cref="ArgumentNullException">The tensor is null or disposed.</exception>
            /// <exception cref="InvalidOperationException">The name is taken.</exception>
            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                if (tensor is null || tensor.IsInvalid)
                    throw new ArgumentNullException(nameof(tensor), "A null tensor cannot be registered as a buffer.");
                if (!_buffers.TryAdd(name, (tensor, persistent)))
                    throw new InvalidOperationException($"Tensor {name} is already registered.");
            }

            /// <summary>Registers a trained tensor.</summary>
            /// <exception cref="ArgumentNullException">The parameter is null or disposed.</exception>
            /// <exception cref="InvalidOperationException">The name is taken.</exception>
            public virtual void register_parameter(string name, Parameter param)
            {
                if (param is null || param.IsInvalid)
                    throw new ArgumentNullException(nameof(param), "A null tensor cannot be registered as a parameter.");
                if (!_parameters.TryAdd(name, param))
                    throw new InvalidOperationException($"Parameter {name} is already registered.");
            }

            /// <summary>The same as <see cref="register_module"/>.</summary>
            public void add_module(string name, Module module) => register_module(name, module);

            /// <summary>Registers a child module, after its own components. A null child removes the name.</summary>
            /// <exception cref="ArgumentException">The name is empty or has a dot.</exception>
            /// <exception cref="InvalidOperationException">The name is taken.</exception>
            public virtual void register_module(string name, Module submodule)
            {
                if (submodule is null)
                {
                    _submodules.Remove(name);
                    return;
                }

                if (string.IsNullOrEmpty(name))
                    throw new ArgumentException("module name can't be empty string \"\"", nameof(name));
                if (name.Contains('.'))
                    throw new ArgumentException($"module name can't contain \".\", got: {name}", nameof(name));
                if (_submodules.ContainsKey(name))
                    throw new InvalidOperationException($"Sub-module {name} is already registered.");
                submodule.RegisterComponents();
                _submodules.Add(name, submodule);
            }

            /// <summary>
            /// Registers every field that holds a module, a parameter or a tensor under the field's name, or under that
            /// of its <see cref="Utils.ComponentNameAttribute"/>. Names that are registered already are left alone.
            /// </summary>
            protected virtual void RegisterComponents()
            {
                if (_componentsRegistered)
                    return;
                _componentsRegistered = true;
                foreach (var field in FieldsOf(GetType()))
                {
                    var name = field.ComponentName();
                    if (_submodules.ContainsKey(name) || _parameters.ContainsKey(name) || _buffers.ContainsKey(name))
                        continue;
                    switch (field.GetValue(this))
                    {
                        case Module module: register_module(name, module); break;
                        case Parameter parameter: register_parameter(name, parameter); break;
                        case Tensor tensor: register_buffer(name, tensor); break;
                    }
                }
            }

            /// <summary>Sets, replaces or (when null) removes a parameter.</summary>
            protected void ConditionallyRegisterParameter(string name, Parameter? value)
            {
                if (value is null)
                    _parameters.Remove(name);
                else
                    _parameters[name] = value;
            }

            /// <summary>Puts <paramref name="value"/> in the place of a layer's own parameter, which is disposed of.</summary>
            internal void ReplaceParameter(ref Parameter? own, Parameter? value, string name)
            {
                if (!ReferenceEquals(value, own))
                    own?.Dispose();
                own = (Parameter?)value?.DetachFromDisposeScope();
                ConditionallyRegisterParameter(name, own);
            }

            /// <summary>Sets, replaces or (when null) removes a parameter; what is not a parameter removes it too.</summary>
            protected void ConditionallyRegisterParameter(string name, Tensor value)
                => ConditionallyRegisterParameter(name, value as Parameter);

            /// <summary>Sets, replaces or (when null) removes a buffer.</summary>
            protected void ConditionallyRegisterBuffer(string name, Tensor? value, bool persistent = true)
            {
                if (value is null)
                    _buffers.Remove(name);
                else
                    _buffers[name] = (value, persistent);
            }

            /// <summary>Forgets all children without disposing of them.</summary>
            protected void ClearModules() => _submodules.Clear();

            private Module? ChildOf(string target, out string rest)
            {
                var dot = target.IndexOf('.');
                rest = dot < 0 ? "" : target[(dot + 1)..];
                if (dot < 0)
                    return null;
                var first = target[..dot];
                return named_children().Where(child => child.name == first).Select(child => child.module).FirstOrDefault();
            }

            // Base classes last, each field name once, so that a subclass's field hides one of the same name below it.
            private static IEnumerable<FieldInfo> FieldsOf(Type type)
            {
                const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance;
                var seen = new HashSet<string>();
                for (var current = type; current is not null && current != typeof(Module); current = current.BaseType)
                foreach (var field in current.GetFields(All))
                {
                    if (field.DeclaringType != typeof(Module) && seen.Add(field.Name))
                        yield return field;
                }
            }
        }
    }
}
