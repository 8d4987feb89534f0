namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>What can be called with one argument.</summary>
        /// <typeparam name="T">The type of the argument.</typeparam>
        /// <typeparam name="TResult">The type of the result.</typeparam>
        public interface IModule<T, TResult>
        {
            /// <summary>Runs the hooks and the module's logic.</summary>
            TResult call(T input);
        }

        /// <summary>A module whose <see cref="forward"/> takes one argument.</summary>
        /// <typeparam name="T">The type of the argument.</typeparam>
        /// <typeparam name="TResult">The type of the result.</typeparam>
        public abstract class Module<T, TResult>
            : HookableModule<Func<Module<T, TResult>, T, T>, Func<Module<T, TResult>, T, TResult, TResult>>, IModule<T, TResult>
        {
            /// <summary>Makes a module of this name.</summary>
            protected Module(string name)
                : base(name)
            {
            }

            /// <summary>The module's logic; runs no hooks.</summary>
            public abstract TResult forward(T input);

            /// <summary>Runs the module's logic with its hooks around it.</summary>
            public TResult call(T input)
            {
                if (!HasHooks)
                    return forward(input);
                RunModuleHooks(ModulePreHooks);
                if (PreHooks is not null)
                {
                    foreach (var hook in PreHooks.Values)
                    {
                        var changed = hook(this, input);
                        if (changed is not null)
                            input = changed;
                    }
                }

                var result = forward(input);
                if (PostHooks is not null)
                {
                    foreach (var hook in PostHooks.Values)
                    {
                        var changed = hook(this, input, result);
                        if (changed is not null)
                            result = changed;
                    }
                }

                RunModuleHooks(ModulePostHooks);
                return result;
            }
        }
    }
}
