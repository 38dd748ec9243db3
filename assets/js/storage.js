// Access the browser's storage. It can be full or disabled, so errors are ignored.
export function recall(key) {
    try {
        return localStorage.getItem(key);
    } catch {
        return null;
    }
}

export function keep(key, value) {
    try {
        if (value) localStorage.setItem(key, value);
        else localStorage.removeItem(key);
        return true;
    } catch {
        return false;
    }
}

export function keys() {
    try {
        return Object.keys(localStorage);
    } catch {
        return [];
    }
}
